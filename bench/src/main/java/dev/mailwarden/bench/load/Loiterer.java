package dev.mailwarden.bench.load;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A client that takes a place and gives nothing, and comes back when it is turned out. */
final class Loiterer implements Talker {

    /** Between two octets. */
    private static final Duration DRIBBLE = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final Manner manner;
    private final InetSocketAddress from;
    private final InetSocketAddress target;
    private final Duration pause;
    private final Attendance attendance;
    private final LineBuffer line = new LineBuffer();
    private Optional<Connection> connection = Optional.empty();
    private int said;
    private int visits;
    private long since;

    /**
     * Prepares one.
     *
     * @param from any port of an address of the loopback
     * @param pause before it comes back
     */
    Loiterer(
            EventLoop loop,
            Manner manner,
            InetSocketAddress from,
            InetSocketAddress target,
            Duration pause,
            Attendance attendance) {
        this.loop = loop;
        this.manner = manner;
        this.from = from;
        this.target = target;
        this.pause = pause;
        this.attendance = attendance;
    }

    void begin() {
        said = 0;
        visits++;
        line.clear();
        since = System.nanoTime();
        loop.connect(
                from,
                target,
                made -> {
                    connection = Optional.of(made);
                    return this;
                });
    }

    @Override
    public void connected() {
        attendance.came(this);
    }

    @Override
    public void received(byte[] octets, int from, int to) {
        int at = from;
        while (at < to) {
            at = line.take(octets, at, to);
            if (line.isComplete() && line.at(3) != '-') {
                reply();
            }
        }
    }

    private void reply() {
        if (line.at(0) > '3') {
            attendance.turnedOut();
        } else if (said < manner.lines().size()) {
            say(manner.lines().get(said) + "\r\n");
        } else if (said == manner.lines().size()) {
            said++;
            attendance.settled(this);
            dribble(visits, 0);
        }
    }

    private void say(String text) {
        said++;
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        connection.ifPresent(open -> open.send(octets, octets.length));
    }

    private void dribble(int visit, int number) {
        if (visit == visits && manner.dribbles()) {
            connection.ifPresent(open -> {
                open.send(new byte[] {manner.octet(number)}, 1);
                loop.after(DRIBBLE, () -> dribble(visit, number + 1));
            });
        }
    }

    /** {@return when it began to connect} */
    long since() {
        return since;
    }

    @Override
    public void ended(String why) {
        connection = Optional.empty();
        attendance.left(this);
        loop.after(pause, this::begin);
    }
}
