package dev.mailwarden.bench.load;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Connects again and again, at a rate, from addresses that have had their share. */
final class Flood {

    private static final Duration TICK = Duration.ofMillis(5);

    /** A server that does not get round to them gets no more. */
    private static final int MOST_WAITING = 4_000;

    private final EventLoop loop;
    private final List<InetSocketAddress> sources;
    private final InetSocketAddress target;
    private final int perSecond;
    private final long since = System.nanoTime();
    private final LongAdder made = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder taken = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile boolean over;

    Flood(
            EventLoop loop,
            List<InetSocketAddress> sources,
            InetSocketAddress target,
            int perSecond) {
        this.loop = loop;
        this.sources = List.copyOf(sources);
        this.target = target;
        this.perSecond = perSecond;
    }

    /** One that knocks, reads the answer and goes. */
    private final class Knock implements Talker {

        private final Connection connection;
        private boolean answered;

        Knock(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void connected() {}

        @Override
        public void received(byte[] octets, int from, int to) {
            if (!answered) {
                answered = true;
                if (octets[from] == '4') {
                    refused.increment();
                } else {
                    taken.increment();
                }
                connection.close();
            }
        }

        @Override
        public void ended(String why) {
            if (!answered) {
                failed.increment();
            }
        }
    }

    /** On the loop's thread, until it is stopped. */
    void tick() {
        if (over) {
            return;
        }
        long due = (System.nanoTime() - since) * perSecond / 1_000_000_000;
        long room = MOST_WAITING - (made.sum() - refused.sum() - taken.sum() - failed.sum());
        for (long count = Math.min(due - made.sum(), room); count > 0; count--) {
            loop.connect(sources.get((int) (made.sum() % sources.size())), target, Knock::new);
            made.increment();
        }
        loop.after(TICK, this::tick);
    }

    void stop() {
        over = true;
    }

    /** {@return what became of it so far} */
    String words() {
        return "knocks=%d refused=%d taken=%d failed=%d"
                .formatted(made.sum(), refused.sum(), taken.sum(), failed.sum());
    }
}
