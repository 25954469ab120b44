package dev.mailwarden.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Clients that keep a server from its work, as a process of its own.
 *
 * <p>Commands: {@code idle port= count=} and {@code slow port= count=} let so many in, from so many
 * addresses that none has more than {@value #OF_AN_ADDRESS}; whoever is turned out comes back after
 * a second. {@code flood port= rate= sources= each=} fills the share of some addresses, then
 * connects from them at a rate. {@code count} answers {@code open= ended= told= longest=} and, of a
 * flood, {@code knocks= refused= taken= failed=}. {@code leave} ends all of it without a word.
 */
public final class Crowd {

    /** Less than a client's share by default, which is 50. */
    static final int OF_AN_ADDRESS = 40;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** A crowd of any size comes in within five seconds: 2,000 a second for ten thousand. */
    private static final int BATCHES = 500;

    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(10);

    private EventLoop loop = new EventLoop("crowd");
    private Attendance attendance = new Attendance();
    private Optional<Flood> flood = Optional.empty();

    private Crowd() {}

    /** Serves commands until the end of standard input. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Control.serve("ready", new Crowd()::answer);
    }

    private String answer(String command, Words words) {
        switch (command) {
            case "idle" -> enter(words, _ -> Manner.IDLE);
            case "slow" -> enter(words, Manner::ofSlow);
            case "flood" -> flood(words);
            case "leave" -> leave();
            case "count" -> {
                return count();
            }
            default -> throw new IllegalArgumentException("unknown command " + command);
        }
        return "ok";
    }

    private void enter(Words words, IntFunction<Manner> manners) {
        InetSocketAddress target = target(words);
        int count = (int) words.number("count");
        enter(
                IntStream.range(0, count)
                        .mapToObj(
                                i -> loiterer(manners.apply(i), source(i / OF_AN_ADDRESS), target))
                        .toList());
    }

    private Loiterer loiterer(Manner manner, InetSocketAddress from, InetSocketAddress target) {
        return new Loiterer(loop, manner, from, target, PAUSE, attendance);
    }

    private void enter(List<Loiterer> clients) {
        loop.execute(() -> enterFrom(clients, 0));
    }

    private void enterFrom(List<Loiterer> clients, int first) {
        int end = Math.min(first + 1 + clients.size() / BATCHES, clients.size());
        clients.subList(first, end).forEach(Loiterer::begin);
        if (end < clients.size()) {
            loop.after(BETWEEN_BATCHES, () -> enterFrom(clients, end));
        }
    }

    private void flood(Words words) {
        InetSocketAddress target = target(words);
        int sources = (int) words.number("sources");
        int each = (int) words.number("each");
        enter(
                IntStream.range(0, sources * each)
                        .mapToObj(i -> loiterer(Manner.IDLE, source(i % sources), target))
                        .toList());
        var begun =
                new Flood(
                        loop,
                        IntStream.range(0, sources).mapToObj(Crowd::source).toList(),
                        target,
                        (int) words.number("rate"));
        flood = Optional.of(begun);
        loop.execute(() -> loop.after(PAUSE, begun::tick));
    }

    private void leave() {
        flood.ifPresent(Flood::stop);
        flood = Optional.empty();
        loop.close();
        loop = new EventLoop("crowd");
        attendance = new Attendance();
    }

    private String count() {
        return String.format(
                        Locale.ROOT,
                        "open=%d ended=%d told=%d longest=%.1f ",
                        attendance.open(),
                        attendance.ended(),
                        attendance.toldToGo(),
                        attendance.longestSeconds())
                + flood.map(Flood::words).orElse("");
    }

    private static InetSocketAddress target(Words words) {
        return new InetSocketAddress(
                InetAddress.ofLiteral("127.0.0.1"), (int) words.number("port"));
    }

    /** Any port of the address with a number, from 127.1.0.1 on. */
    private static InetSocketAddress source(int number) {
        return new InetSocketAddress(
                InetAddress.ofLiteral("127.1.%d.%d".formatted(number / 250, 1 + number % 250)), 0);
    }
}
