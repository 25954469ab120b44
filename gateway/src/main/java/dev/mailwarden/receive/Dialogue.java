package dev.mailwarden.receive;

import dev.mailwarden.mail.smtp.Command;
import dev.mailwarden.mail.smtp.CommandParser;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.mail.smtp.WireReader;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The talk with one client below the level of commands: lines and content in, replies out, each
 * wait with its deadline. Replies leave together when there is nothing more to read (RFC 2920). For
 * one thread.
 */
final class Dialogue implements AutoCloseable {

    /** Later than the end of any pause, which ends by itself. */
    private static final long LONGEST_PAUSE = TimeUnit.HOURS.toNanos(1);

    private final Wire wire;
    private final DataBuffers buffers;
    private final LongSupplier ticker;
    private final ReplyWriter replies;

    private WireReader reader;
    private Patience patience = Patience.NONE;
    private boolean waitsForLine;
    private boolean pausing;
    private long lineSince;
    private Optional<Pace> pace = Optional.empty();
    private Optional<DataBuffers.Loan> loan = Optional.empty();

    /**
     * How long a client is waited for.
     *
     * @param nanos for a command, or for the next octets of content
     * @param nanosUnderLoad while there are many connections, for a command, or to get going with
     *     content
     * @param idle nothing is lost if the session ends while it waits
     * @param octetsPerSecond slowest acceptable rate of content
     */
    record Patience(long nanos, long nanosUnderLoad, boolean idle, int octetsPerSecond) {
        static final Patience NONE = new Patience(0, 0, true, 0);
    }

    Dialogue(Wire wire, DataBuffers buffers, LongSupplier ticker) {
        this.wire = wire;
        this.buffers = buffers;
        this.ticker = ticker;
        this.replies = new ReplyWriter(wire);
        this.reader = new WireReader(wire.input(), this::beforeWait);
    }

    /** Says how long the client is waited for from now on. */
    void setPatience(Patience patience) {
        this.patience = patience;
    }

    /** Reads a command line; {@link #command} says what is in it. */
    WireReader.Line readLine() throws IOException {
        waitsForLine = false;
        return reader.readLine();
    }

    /** The command in the line read last. */
    Command command(boolean smtpUtf8) {
        return CommandParser.parse(
                reader.array(), reader.lineStart(), reader.lineLength(), smtpUtf8);
    }

    /** The line read last, a character for an octet. */
    String text() {
        return new String(
                reader.array(),
                reader.lineStart(),
                reader.lineLength(),
                StandardCharsets.ISO_8859_1);
    }

    /** Whether the line read last begins with this verb, in any case. */
    boolean isVerb(String upperCase) {
        if (reader.lineLength() < upperCase.length()) {
            return false;
        }
        for (int index = 0; index < upperCase.length(); index++) {
            int octet = reader.array()[reader.lineStart() + index];
            if (Character.toUpperCase(octet) != upperCase.charAt(index)) {
                return false;
            }
        }
        return true;
    }

    void reply(Reply reply) throws IOException {
        replies.add(reply);
    }

    /** Adds a reply line that carries no enhanced status. */
    void replyLine(String line) throws IOException {
        replies.addLine(line);
    }

    /** Sends the replies that were gathered. */
    void flush() throws IOException {
        replies.flush();
    }

    /**
     * Lets this time pass before anything more is said; less of it when the client goes or the
     * server stops. What the client says meanwhile is kept for later.
     */
    void pause(Duration time) throws IOException {
        flush();
        long until = ticker.getAsLong() + time.toNanos();
        pausing = true;
        try {
            for (long left = time.toNanos(); left > 0; left = until - ticker.getAsLong()) {
                if (!reader.hasRoom()) {
                    wire.rest(left);
                    return;
                }
                wire.limitReads(Math.toIntExact(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left))));
                if (!reader.fill()) {
                    return;
                }
            }
        } catch (SocketTimeoutException e) {
            // It has passed, and the client has kept silent.
            wire.expectNothing();
        } finally {
            pausing = false;
            waitsForLine = false;
            wire.limitReads(0);
        }
    }

    /**
     * Reads content until its dot.
     *
     * @return false if the client went away, or goes on for ever
     */
    boolean readData(Incoming incoming) throws IOException {
        Pace current = startContent();
        try {
            while (true) {
                int taken = incoming.take(reader.array(), reader.position(), reader.buffered());
                reader.skip(taken);
                current.came(taken);
                if (incoming.isDone() || incoming.isEndless()) {
                    return incoming.isDone();
                }
                if (!more()) {
                    return false;
                }
            }
        } finally {
            pace = Optional.empty();
        }
    }

    /**
     * Reads one chunk of content.
     *
     * @return false if the client went away
     */
    boolean readChunk(Incoming incoming, long size) throws IOException {
        return readOctets(size, count -> incoming.take(reader.array(), reader.position(), count));
    }

    /** Reads one chunk and drops it. */
    boolean skipChunk(long size) throws IOException {
        return readOctets(size, _ -> {});
    }

    @FunctionalInterface
    private interface Taker {
        void take(int buffered);
    }

    private boolean readOctets(long size, Taker taker) throws IOException {
        Pace current = startContent();
        try {
            long missing = size;
            while (true) {
                int count = (int) Math.min(missing, reader.buffered());
                taker.take(count);
                reader.skip(count);
                current.came(count);
                missing -= count;
                if (missing == 0) {
                    return true;
                }
                if (!more()) {
                    return false;
                }
            }
        } finally {
            pace = Optional.empty();
        }
    }

    private Pace startContent() {
        Pace current = new Pace(ticker.getAsLong(), patience.octetsPerSecond());
        pace = Optional.of(current);
        return current;
    }

    private boolean more() throws IOException {
        if (loan.isEmpty()) {
            loan = buffers.borrow();
            loan.ifPresent(large -> reader.lend(large.octets()));
        }
        return reader.fill();
    }

    /**
     * Drops what the client sent ahead and goes on in TLS: nothing that was said in clear may have
     * an effect (RFC 3207 §4.2, CVE-2011-0411).
     */
    void startTls() throws IOException {
        flush();
        endLoan();
        wire.startTls();
        reader = new WireReader(wire.input(), this::beforeWait);
    }

    private void beforeWait() throws IOException {
        replies.flush();
        if (pausing) {
            wire.expectInput(LONGEST_PAUSE, LONGEST_PAUSE, patience.idle());
        } else if (pace.isPresent()) {
            long now = ticker.getAsLong();
            long nanos = Math.min(patience.nanos(), pace.get().left(now));
            long underLoad = pace.get().left(now, patience.nanosUnderLoad());
            wire.expectInput(nanos, Math.min(nanos, underLoad), false);
        } else {
            if (reader.canGiveBack()) {
                endLoan();
            }
            expectLine();
        }
    }

    /** A line has its time as a whole: one that comes in small pieces gains none. */
    private void expectLine() {
        long now = ticker.getAsLong();
        if (!waitsForLine) {
            waitsForLine = true;
            lineSince = now;
        }
        long waited = now - lineSince;
        wire.expectInput(
                patience.nanos() - waited, patience.nanosUnderLoad() - waited, patience.idle());
    }

    private void endLoan() {
        loan.ifPresent(large -> {
            reader.giveBack();
            buffers.giveBack(large);
        });
        loan = Optional.empty();
    }

    /** Gives back what was borrowed; nothing is read after this. */
    @Override
    public void close() {
        loan.ifPresent(buffers::giveBack);
        loan = Optional.empty();
    }
}
