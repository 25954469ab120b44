package dev.mailwarden.demo;

import dev.mailwarden.config.Configuration;
import dev.mailwarden.mail.dns.FakeDns;
import dev.mailwarden.mail.sasl.ScramVerifier;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.Admission;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.LogIns;
import dev.mailwarden.message.MailReply;
import dev.mailwarden.message.RecipientCheck;
import dev.mailwarden.message.Route;
import dev.mailwarden.receive.ListeningSockets;
import dev.mailwarden.receive.Ports;
import dev.mailwarden.receive.Smtpd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/**
 * The server behind the gateway of the demonstration: keeps what it gets in memory, and puts off
 * each recipient whose name begins with "later" once.
 */
final class InnerServer implements AutoCloseable {

    private final List<Delivered> delivered = new CopyOnWriteArrayList<>();
    private final Set<Mailbox> putOff = ConcurrentHashMap.newKeySet();
    private final Smtpd smtpd;

    /** A message that arrived. */
    record Delivered(Mailbox recipient, String text) {}

    private InnerServer(Configuration configuration, RandomGenerator random) throws IOException {
        this.smtpd =
                Smtpd.open(
                        ListeningSockets.bind(configuration.node()),
                        configuration::settings,
                        new Ports(
                                this::check,
                                _ -> RecipientCheck.NOT_CHECKED,
                                FakeDns.of(""),
                                mailbox -> new Route.Mx(mailbox.domain()),
                                new NoAccounts(),
                                new AlwaysOpen(),
                                _ -> new Memory(),
                                mail -> MailReply.of(take(mail)),
                                _ -> {}),
                        InstantSource.system(),
                        System::nanoTime,
                        random);
    }

    /** Starts on the one listener of a configuration. */
    static InnerServer start(Configuration configuration, RandomGenerator random)
            throws IOException {
        InnerServer server = new InnerServer(configuration, random);
        server.smtpd.start();
        return server;
    }

    int port() {
        return smtpd.ports().values().iterator().next();
    }

    private RecipientCheck.Answer check(Mailbox mailbox) {
        boolean later = mailbox.localPart().startsWith("later") && putOff.add(mailbox);
        return later
                ? new RecipientCheck.Answer.Unsure("comes at the second try")
                : RecipientCheck.KNOWN;
    }

    private Reply take(InboundMail mail) {
        try {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            mail.content().writeTo(octets);
            String text = octets.toString(StandardCharsets.UTF_8);
            mail.envelope()
                    .recipients()
                    .forEach(r -> delivered.add(new Delivered(r.mailbox(), text)));
            return Reply.of(250, 0, 0, "kept in memory");
        } catch (IOException e) {
            return Reply.of(451, 3, 0, "not kept");
        }
    }

    /** What has arrived for a mailbox. */
    List<Delivered> deliveredTo(String mailbox) {
        return delivered.stream().filter(d -> d.recipient().toString().equals(mailbox)).toList();
    }

    @Override
    public void close() {
        try {
            smtpd.stop(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class NoAccounts implements LogIns {

        @Override
        public boolean isAnybody() {
            return false;
        }

        @Override
        public boolean isScramForAll() {
            return false;
        }

        @Override
        public Optional<Pass> pass(String user) {
            return Optional.empty();
        }

        @Override
        public ScramVerifier verifier(String user) {
            return ScramVerifier.decoy(user, new byte[1]);
        }

        @Override
        public Answer check(String user, String password) {
            return Answer.WRONG;
        }
    }

    private static final class AlwaysOpen implements Admission {

        @Override
        public Optional<Reply> refuseConnection() {
            return Optional.empty();
        }

        @Override
        public Optional<Reply> refuseTransaction(long octets) {
            return Optional.empty();
        }
    }

    /** A message in memory; the server's size limit bounds it. */
    private static final class Memory implements Intake.Draft {

        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

        @Override
        public void write(byte[] piece, int offset, int length) {
            octets.write(piece, offset, length);
        }

        @Override
        public long length() {
            return octets.size();
        }

        @Override
        public Content finish(ContentFacts facts) {
            byte[] all = octets.toByteArray();
            return new Content() {
                @Override
                public long length() {
                    return all.length;
                }

                @Override
                public ContentFacts facts() {
                    return facts;
                }

                @Override
                public void writeTo(OutputStream out) throws IOException {
                    out.write(all);
                }
            };
        }

        @Override
        public void close() {
            octets.reset();
        }
    }
}
