package dev.mailwarden.deliver;

import dev.mailwarden.mail.smtp.BadReplyException;
import dev.mailwarden.mail.smtp.Capabilities;
import dev.mailwarden.mail.smtp.ClientDialogue;
import dev.mailwarden.mail.smtp.ServerReply;
import dev.mailwarden.message.HopFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server that has been greeted: the dialogue, its time limits and what is known
 * of the other side. Used by one thread at a time; the housekeeping thread may close it at any
 * moment.
 */
final class Connection {

    /** Longest wait for the answer to QUIT. */
    static final Duration FAREWELL = Duration.ofSeconds(2);

    /**
     * Probes that may be refused on one connection: servers slow down those who make many errors,
     * in Postfix 10, and hang up on them at 20, and the next delivery is not to suffer for it.
     */
    private static final int MOST_REFUSED_PROBES = 5;

    private final Target target;
    private final SocketChannel channel;
    private final DeadlineKeeper.Deadline deadline;
    private ClientDialogue dialogue;
    private Socket socket;
    private HopFacts hop;
    private Capabilities capabilities = Capabilities.NONE;
    private String step = "connect";
    private @Nullable Duration blockLimit;
    private int transactions;
    private int refusedProbes;
    private boolean reused;
    private boolean resetDue;
    private long idleSince;

    /** Takes over a connected channel. */
    Connection(Target target, SocketChannel channel, DeadlineKeeper.Deadline deadline)
            throws IOException {
        this.target = target;
        this.channel = channel;
        this.deadline = deadline;
        this.socket = channel.socket();
        this.hop = target.inClear();
        this.dialogue =
                ClientDialogue.expectingGreeting(
                        socket.getInputStream(), new Timed(socket.getOutputStream()));
    }

    /** Goes on under TLS: everything the server said before is forgotten (RFC 3207 §4.2). */
    void secured(Socket tls, HopFacts facts, boolean greetingDue) throws IOException {
        socket = tls;
        hop = facts;
        capabilities = Capabilities.NONE;
        InputStream in = tls.getInputStream();
        OutputStream out = new Timed(tls.getOutputStream());
        dialogue =
                greetingDue
                        ? ClientDialogue.expectingGreeting(in, out)
                        : ClientDialogue.afterHandshake(in, out);
    }

    Target target() {
        return target;
    }

    HopFacts hop() {
        return hop;
    }

    Socket socket() {
        return socket;
    }

    ClientDialogue dialogue() {
        return dialogue;
    }

    Capabilities capabilities() {
        return capabilities;
    }

    void learned(Capabilities offered) {
        capabilities = offered;
    }

    /** Begins a step that may take so long, reading and writing together. */
    void step(String name, Duration limit) {
        step = name;
        blockLimit = null;
        deadline.in(limit);
    }

    /** Sends what was gathered and reads the reply to a step. */
    ServerReply reply(String name, Duration limit) throws IOException {
        step(name, limit);
        ServerReply reply = dialogue.reply();
        deadline.clear();
        return reply;
    }

    /** Reads one of several replies to the step under way; its time runs on. */
    ServerReply replyWithinStep() throws IOException {
        return dialogue.reply();
    }

    /** The step under way is over. */
    void stepDone() {
        deadline.clear();
    }

    boolean hasTimedOut() {
        return deadline.hasPassed();
    }

    /** What the loss of the connection means; which step was under way is in the text. */
    Trouble trouble(IOException cause) {
        if (deadline.hasPassed()) {
            return Trouble.passing(hop, 4, 2, "timed out: " + step);
        }
        if (cause instanceof BadReplyException) {
            return Trouble.passing(hop, 5, 0, cause.getMessage() + " (" + step + ")");
        }
        return Trouble.passing(hop, 4, 2, "connection lost: " + step + ": " + cause.getMessage());
    }

    /** From here to the next reply every block written has so long (RFC 5321 §4.5.3.2.5). */
    void blocks(Duration limit) {
        step = "sending the message";
        blockLimit = limit;
        deadline.in(limit);
    }

    /** Whether the next transaction has to begin with RSET. */
    boolean resetDue() {
        return resetDue;
    }

    void resetDue(boolean due) {
        resetDue = due;
    }

    void countTransaction() {
        transactions++;
    }

    void countRefusedProbe() {
        refusedProbes++;
    }

    /** Whether another transaction may follow (RFC 9422 §4.1). */
    boolean hasRoom(int messagesPerConnection) {
        int most = capabilities.maxTransactions().orElse(Integer.MAX_VALUE);
        return transactions < Math.min(most, messagesPerConnection)
                && refusedProbes < MOST_REFUSED_PROBES;
    }

    boolean isReused() {
        return reused;
    }

    long idleSince() {
        return idleSince;
    }

    void rest(long now) {
        deadline.clear();
        idleSince = now;
        reused = true;
    }

    /**
     * Whether an idle connection can be used again. A server that closed it or said something (421,
     * a TLS alert) has octets or an end of stream waiting, and both end its life.
     */
    boolean isQuiet() {
        try {
            channel.configureBlocking(false);
            int n = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return n == 0 && dialogue.isIdle();
        } catch (IOException e) {
            return false;
        }
    }

    /** Says QUIT and waits a moment for the answer, so that the server logs no lost connection. */
    void quit() {
        try {
            step("QUIT", FAREWELL);
            if (dialogue.due() == 0) {
                dialogue.quit();
                dialogue.reply();
            }
        } catch (IOException e) {
            // The server need not be there any more to be left.
        } finally {
            close();
        }
    }

    /** Closes at once. */
    void close() {
        deadline.close();
        closeQuietly(channel);
    }

    static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left to be saved.
        }
    }

    /** Renews the time limit with every block of a message. */
    private final class Timed extends OutputStream {

        private final OutputStream out;

        Timed(OutputStream out) {
            this.out = out;
        }

        private void renew() {
            Duration limit = blockLimit;
            if (limit != null) {
                deadline.in(limit);
            }
        }

        @Override
        public void write(int octet) throws IOException {
            renew();
            out.write(octet);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            renew();
            out.write(octets, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
