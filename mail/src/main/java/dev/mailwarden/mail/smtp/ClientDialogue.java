package dev.mailwarden.mail.smtp;

import dev.mailwarden.mail.sasl.Base64Text;
import dev.mailwarden.mail.sasl.Mechanism;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The client's side of SMTP and LMTP over a pair of streams: what is said and in which form; what
 * to say is for the caller.
 *
 * <p>Commands are gathered and sent with the next {@link #reply} or {@link #flush}, so several
 * commands without a reply in between go out in one write (RFC 2920). Every command waits for one
 * reply, in order. Octets that arrive while no reply is due end the dialogue: a server that answers
 * before it is asked may be somebody else's voice.
 *
 * <p>No argument can carry an octet below 0x20 or 0x7f: such a command is refused before any of it
 * is written. Not safe for use by several threads.
 */
public final class ClientDialogue {

    private static final byte[] CRLF = {'\r', '\n'};

    /** Octets of a command line with its CRLF (RFC 5321 §4.5.3.1.4). */
    private static final int MAX_COMMAND = 512;

    private final InputStream in;
    private final ReplyReader replies;
    private final Wire wire;
    private int due;
    private long chunkLeft;
    private boolean loggedIn;

    private ClientDialogue(InputStream in, OutputStream out, int due) {
        this.in = in;
        this.replies = new ReplyReader(in);
        this.wire = new Wire(out);
        this.due = due;
    }

    /** On a new connection: the first reply is the greeting (RFC 5321 §4.3.1). */
    public static ClientDialogue expectingGreeting(InputStream in, OutputStream out) {
        return new ClientDialogue(in, out, 1);
    }

    /** After STARTTLS: nothing is known and nothing is due (RFC 3207 §4.2). */
    public static ClientDialogue afterHandshake(InputStream in, OutputStream out) {
        return new ClientDialogue(in, out, 0);
    }

    /** Gathers EHLO (RFC 5321 §4.1.1.1). */
    public void ehlo(Domain name) throws IOException {
        command("EHLO " + name);
    }

    /** Gathers HELO, for servers that do not know EHLO. */
    public void helo(Domain name) throws IOException {
        command("HELO " + name);
    }

    /** Gathers LHLO, which LMTP has instead of EHLO (RFC 2033 §4.1). */
    public void lhlo(Domain name) throws IOException {
        command("LHLO " + name);
    }

    /** Gathers STARTTLS; after its reply nothing may have come but that reply. */
    public void startTls() throws IOException {
        command("STARTTLS");
    }

    /** Gathers AUTH alone; the server answers with its first challenge. */
    public void auth(Mechanism mechanism) throws IOException {
        command("AUTH " + mechanism.title());
    }

    /**
     * Gathers AUTH with an initial response in BASE64, or alone where the two are more than a
     * command line may have (RFC 4954 §4).
     *
     * @return false if the response did not go along: the server will ask for it by an empty
     *     challenge
     */
    public boolean auth(Mechanism mechanism, byte[] initialResponse) throws IOException {
        String response = initialResponse.length == 0 ? "=" : Base64Text.encode(initialResponse);
        String line = "AUTH " + mechanism.title() + " " + response;
        boolean fits = line.length() + CRLF.length <= MAX_COMMAND;
        if (fits) {
            command(line);
        } else {
            auth(mechanism);
        }
        return fits;
    }

    /** Gathers the answer to a 334, in BASE64. */
    public void answer(byte[] response) throws IOException {
        command(Base64Text.encode(response));
    }

    /** Gathers the end of an AUTH that leads nowhere. */
    public void cancelAuth() throws IOException {
        command("*");
    }

    /** Notes that the server knows us: from now on every MAIL says so. */
    public void loggedIn() {
        loggedIn = true;
    }

    /** Gathers MAIL FROM with exactly these parameters; a BODY of 7BIT is not written. */
    public void mail(ReversePath path, MailParameters parameters) throws IOException {
        StringBuilder line = new StringBuilder(80).append("MAIL FROM:");
        switch (path) {
            case ReversePath.Null() -> line.append("<>");
            case ReversePath.Of(Mailbox mailbox) -> line.append('<').append(mailbox).append('>');
        }
        OptionalLong size = parameters.size();
        if (size.isPresent()) {
            line.append(" SIZE=").append(size.getAsLong());
        }
        if (parameters.body() != BodyType.SEVEN_BIT) {
            line.append(" BODY=").append(parameters.body().keyword());
        }
        if (parameters.smtpUtf8()) {
            line.append(" SMTPUTF8");
        }
        parameters.ret().ifPresent(ret -> line.append(" RET=").append(ret));
        parameters.envid().ifPresent(id -> line.append(" ENVID=").append(Xtext.encode(id)));
        if (loggedIn) {
            // We believe no client's AUTH=, so this is what we have to say of it (RFC 4954 §5).
            line.append(" AUTH=<>");
        }
        command(line.toString());
    }

    /** Gathers RCPT TO with exactly these parameters. */
    public void rcpt(Mailbox mailbox, RcptParameters parameters) throws IOException {
        StringBuilder line = new StringBuilder(80);
        line.append("RCPT TO:<").append(mailbox).append('>');
        Set<Notify> notifyOn = parameters.notifyOn();
        if (!notifyOn.isEmpty()) {
            char separator = '=';
            line.append(" NOTIFY");
            for (Notify each : EnumSet.copyOf(notifyOn)) {
                line.append(separator).append(each);
                separator = ',';
            }
        }
        parameters.orcpt().ifPresent(orcpt -> line.append(" ORCPT=").append(orcpt));
        command(line.toString());
    }

    /** Gathers DATA; the content follows after its 354. */
    public void data() throws IOException {
        command("DATA");
    }

    /**
     * Gathers BDAT and returns where exactly that many octets go at once (RFC 3030 §2). They may
     * leave together with the commands before them.
     *
     * <p>No reply can be read before the last of them was written, and none too many can be: a
     * server would take them for commands.
     */
    public OutputStream bdat(long size, boolean last) throws IOException {
        command("BDAT " + size + (last ? " LAST" : ""));
        chunkLeft = size;
        return new Chunk();
    }

    /** Gathers RSET. */
    public void rset() throws IOException {
        command("RSET");
    }

    /** Gathers QUIT. */
    public void quit() throws IOException {
        command("QUIT");
    }

    /**
     * {@return where the octets of a message go after a 354; dots are doubled on the way}
     *
     * <p>{@link DotStuffer#finish} and then {@link #endedData} end the message.
     */
    public DotStuffer content() throws IOException {
        expectSilence();
        return new DotStuffer(wire);
    }

    /** Notes that the end of data was written, so that a reply to it is due. */
    public void endedData() {
        due++;
    }

    /**
     * Notes how many replies are due beyond the one to the end of data: LMTP has one for each
     * accepted recipient (RFC 2033 §4.2).
     */
    public void expectMore(int replies) {
        due += replies;
    }

    /** Sends what was gathered. */
    public void flush() throws IOException {
        wire.flush();
    }

    /** Sends what was gathered and reads the next reply. */
    public ServerReply reply() throws IOException {
        if (due == 0) {
            throw new IllegalStateException("no reply is due");
        }
        if (chunkLeft > 0) {
            throw new IllegalStateException(chunkLeft + " octets of a chunk were not written");
        }
        wire.flush();
        ServerReply reply = replies.read();
        due--;
        return reply;
    }

    /** Commands that wait for a reply. */
    public int due() {
        return due;
    }

    /**
     * Makes sure that the server has said nothing since its last reply. Needed once before the
     * first command and once before a TLS handshake: plaintext behind the reply to STARTTLS would
     * otherwise pass for something said under TLS (CVE-2011-0411).
     *
     * @throws BadReplyException if it has
     */
    public void expectNothingMore() throws IOException {
        expectSilence();
        if (in.available() > 0) {
            throw outOfTurn();
        }
    }

    /** Whether every reply was read and nothing was read behind the last. */
    public boolean isIdle() {
        return due == 0 && !replies.hasBuffered();
    }

    private void expectSilence() throws BadReplyException {
        if (due == 0 && replies.hasBuffered()) {
            throw outOfTurn();
        }
    }

    private static BadReplyException outOfTurn() {
        return new BadReplyException("the server spoke before it was asked");
    }

    private void command(String line) throws IOException {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < 0x20 || c == 0x7f) {
                wire.forget();
                throw new IllegalArgumentException(
                        "control character 0x" + Integer.toHexString(c) + " in a command");
            }
        }
        expectSilence();
        wire.write(line.getBytes(StandardCharsets.UTF_8));
        wire.write(CRLF);
        due++;
    }

    /** The octets of one BDAT, not one more. */
    private final class Chunk extends OutputStream {

        @Override
        public void write(int octet) throws IOException {
            take(1);
            wire.write(octet);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            take(length);
            wire.write(octets, offset, length);
        }

        private void take(int length) {
            if (length > chunkLeft) {
                throw new IllegalStateException("more octets than the chunk was said to have");
            }
            chunkLeft -= length;
        }
    }

    /** Gathers small pieces and passes large ones through. */
    private static final class Wire extends OutputStream {

        /** Commands and a small message leave in one write. */
        private static final int GATHERED = 16 * 1024;

        /** Octets of one write, so that the time-out of a block means something. */
        private static final int BLOCK = 64 * 1024;

        private final OutputStream out;
        private final byte[] gathered = new byte[GATHERED];
        private int count;

        Wire(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            if (count == GATHERED) {
                flush();
            }
            gathered[count++] = (byte) octet;
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            if (length > GATHERED - count) {
                flush();
            }
            if (length <= GATHERED) {
                System.arraycopy(octets, offset, gathered, count, length);
                count += length;
                return;
            }
            for (int done = 0; done < length; done += BLOCK) {
                out.write(octets, offset + done, Math.min(BLOCK, length - done));
            }
        }

        @Override
        public void flush() throws IOException {
            if (count > 0) {
                int length = count;
                count = 0;
                out.write(gathered, 0, length);
                out.flush();
            }
        }

        void forget() {
            count = 0;
        }
    }
}
