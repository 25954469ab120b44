package dev.mailwarden.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.mail.filetype.TypeDetector;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.scan.unpack.Room;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Messages to look at. */
public final class Samples {

    /** Where nothing that is needed is there. */
    private static final Path DIRECTORY = Path.of(System.getProperty("java.io.tmpdir"));

    /** Malware that is none, known to every scanner; never in one piece in a file. */
    public static final String EICAR =
            "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

    private Samples() {}

    /** {@return a message from a@from.example to b@to.example} */
    public static InboundMail mail(byte[] octets) {
        return new InboundMail(
                JourneyId.of(Instant.EPOCH, new Random(1)),
                new Arrival(
                        Instant.EPOCH,
                        "mx",
                        InetAddress.getLoopbackAddress(),
                        4711,
                        "client.example",
                        true,
                        Optional.empty(),
                        Arrival.Origin.OUTSIDE,
                        Optional.empty()),
                new Envelope(
                        new ReversePath.Of(mailbox("a@from.example")),
                        MailParameters.NONE,
                        List.of(new Recipient(mailbox("b@to.example"), RcptParameters.NONE))),
                new InMemory(octets),
                "");
    }

    private static Mailbox mailbox(String text) {
        return Mailbox.parse(text).orElseThrow();
    }

    /** {@return what modules look at, of a message written with line feeds only} */
    public static Subject subject(String message) throws IOException {
        return subject(octets(message));
    }

    public static Subject subject(byte[] message) throws IOException {
        return subject(message, Limits.DEFAULT);
    }

    public static Subject subject(byte[] message, Limits limits) throws IOException {
        return subject(message, limits, ContainerOpener.NONE);
    }

    public static Subject subject(byte[] message, Limits limits, ContainerOpener opener)
            throws IOException {
        return subject(message, limits, opener, new TypeDetector());
    }

    public static Subject subject(
            byte[] message, Limits limits, ContainerOpener opener, TypeDetector types)
            throws IOException {
        return Subject.of(
                mail(message),
                Budget.open(limits, System::nanoTime, Duration.ofMinutes(5)),
                new Means(opener, types, DIRECTORY, new Room(1 << 24)));
    }

    public static byte[] octets(String message) {
        return message.replace("\n", "\r\n").getBytes(ISO_8859_1);
    }

    /** {@return a message with a text and an attachment} */
    public static String withAttachment(String name, byte[] attached) {
        return """
        From: "Ann" <ann@from.example>
        To: b@to.example
        Subject: what you asked for
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b1

        --b1
        Content-Type: text/plain

        Here it is.
        --b1
        Content-Type: application/octet-stream
        Content-Disposition: attachment; filename="%s"
        Content-Transfer-Encoding: base64

        %s
        --b1--
        """
                .formatted(
                        name,
                        Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(attached));
    }

    /** {@return an archive with one file} */
    public static byte[] zip(String name, byte[] file) throws IOException {
        var octets = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(octets)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(file);
        }
        return octets.toByteArray();
    }

    /**
     * {@return what begins as a file that is encrypted and is an archive to whoever looks behind}
     */
    public static byte[] encryptedAnd(byte[] archive) {
        var octets = new ByteArrayOutputStream();
        octets.writeBytes("age-encryption.org/v1\n-> X25519 abc\n--- def\n\0".getBytes(ISO_8859_1));
        octets.writeBytes(archive);
        return octets.toByteArray();
    }

    /** {@return the same archive, said to take a password} */
    public static byte[] encrypted(byte[] archive) {
        byte[] zip = archive.clone();
        zip[6] |= 1; // the flag in front of the file
        for (int i = 0; i < zip.length - 10; i++) {
            if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
                zip[i + 8] |= 1; // and that in the directory
            }
        }
        return zip;
    }

    /** {@return the smallest program of Windows that is known as one} */
    public static byte[] program() {
        byte[] program = new byte[1024];
        program[0] = 'M';
        program[1] = 'Z';
        program[0x3c] = (byte) 0x80;
        program[0x80] = 'P';
        program[0x81] = 'E';
        program[0x84] = 0x4c; // Intel 386
        program[0x85] = 0x01;
        program[0x94] = (byte) 0xe0;
        program[0x96] = 0x02; // executable
        program[0x97] = 0x01;
        program[0x98] = 0x0b;
        program[0x99] = 0x01;
        return program;
    }

    private static final class InMemory implements Content {

        private final byte[] octets;

        InMemory(byte[] octets) {
            this.octets = octets;
        }

        @Override
        public long length() {
            return octets.length;
        }

        @Override
        public ContentFacts facts() {
            return ContentFacts.PLAIN;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(octets);
        }
    }
}
