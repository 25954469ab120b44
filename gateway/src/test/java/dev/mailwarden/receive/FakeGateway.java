package dev.mailwarden.receive;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.dns.Dns;
import dev.mailwarden.mail.dns.FakeDns;
import dev.mailwarden.mail.sasl.ScramVerifier;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.Admission;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.Journal;
import dev.mailwarden.message.LogIns;
import dev.mailwarden.message.Pipe;
import dev.mailwarden.message.RecipientCheck;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Router;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * The rest of the gateway as the SMTP edge sees it, in memory. Takes everything unless a field says
 * otherwise, and knows how many drafts are open, so that a leak shows.
 */
final class FakeGateway implements Intake, Pipe, Journal, Admission, LogIns {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Reply TAKEN = Reply.of(250, 0, 0, "Taken");

    final List<InboundMail> mails = new CopyOnWriteArrayList<>();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final AtomicInteger openDrafts = new AtomicInteger();
    final AtomicLong nanos = new AtomicLong();

    /** What the pipeline says to a message by its Message-ID, if not the usual verdict. */
    final Map<String, Reply> verdicts = new ConcurrentHashMap<>();

    /** Users and their passwords; a user without a password cannot be checked now. */
    final Map<String, Optional<String>> users = new ConcurrentHashMap<>();

    /** What the server behind says of a mailbox; not asked of any other. */
    final Map<String, RecipientCheck.Answer> inner = new ConcurrentHashMap<>();

    volatile Dns dns = FakeDns.of("");

    /** Open once a recipient is being checked. */
    final CountDownLatch verifying = new CountDownLatch(1);

    /** Checks of recipients last until it is open. */
    volatile CountDownLatch verified = new CountDownLatch(0);

    /** What happens when a message was processed. */
    volatile Runnable afterMail = () -> {};

    volatile boolean scram;
    volatile Settings settings = TestSettings.DEFAULT;
    volatile Reply verdict = TAKEN;

    /** What it says to each recipient of a message whose client asked for that. */
    volatile List<Reply> each = List.of();

    volatile Optional<Reply> connectionRefusal = Optional.empty();
    volatile Optional<Reply> transactionRefusal = Optional.empty();
    volatile Optional<RuntimeException> trouble = Optional.empty();
    volatile boolean full;
    volatile long octetsUntilFull = Long.MAX_VALUE;

    private final RecipientCheck recipients = new StaticRecipients(() -> settings);

    Ports ports() {
        return new Ports(
                this::check, this::ahead, dns, new TestRoutes(), this, this, this, this, this);
    }

    Edge edge() {
        return new Edge(
                TestSettings.domain("gw.example"),
                () -> settings,
                ports(),
                new DataBuffers(2),
                InstantSource.fixed(NOW),
                nanos::get,
                random());
    }

    static RandomGenerator random() {
        var numbers = new AtomicLong();
        return numbers::incrementAndGet;
    }

    private RecipientCheck.Answer check(Mailbox mailbox) throws InterruptedException {
        trouble.ifPresent(e -> {
            throw e;
        });
        verifying.countDown();
        verified.await();
        return recipients.check(mailbox);
    }

    private RecipientCheck.Answer ahead(Mailbox mailbox) {
        return inner.getOrDefault(mailbox.toString(), RecipientCheck.NOT_CHECKED);
    }

    /** Only fixed.example has a route of its own. */
    private static final class TestRoutes implements Router {
        @Override
        public Route route(Mailbox recipient) {
            return recipient.domain().name().equals("fixed.example")
                    ? new Route.Fixed(
                            List.of(new Route.Host(TestSettings.domain("hop.example"), 25, false)),
                            Route.TlsPolicy.NONE)
                    : new Route.Mx(recipient.domain());
        }
    }

    @Override
    public Draft begin(long expectedOctets) throws IOException {
        if (full) {
            throw new IOException("full");
        }
        openDrafts.incrementAndGet();
        return new MemoryDraft();
    }

    @Override
    public dev.mailwarden.message.MailReply process(InboundMail mail) {
        trouble.ifPresent(e -> {
            throw e;
        });
        Reply reply = verdicts.getOrDefault(mail.messageId(), verdict);
        if (reply.isPositive()) {
            mails.add(mail);
        }
        afterMail.run();
        return new dev.mailwarden.message.MailReply(
                reply, mail.envelope().parameters().prdr() ? each : List.of());
    }

    @Override
    public void record(Event event) {
        events.add(event);
    }

    @Override
    public boolean isAnybody() {
        return !users.isEmpty();
    }

    @Override
    public boolean isScramForAll() {
        return scram;
    }

    @Override
    public Optional<Pass> pass(String user) {
        String name = user.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(users.get(name)).map(password -> pass(name, password));
    }

    private Pass pass(String name, Optional<String> password) {
        return new Pass() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean isValid() {
                return password.equals(users.get(name));
            }
        };
    }

    @Override
    public ScramVerifier verifier(String user) {
        return Optional.ofNullable(users.get(user))
                .flatMap(password -> password)
                .map(password -> ScramVerifier.of(password, random()))
                .orElseGet(() -> ScramVerifier.decoy(user, new byte[1]));
    }

    @Override
    public Answer check(String user, String password) {
        Optional<String> right = users.getOrDefault(user.toLowerCase(Locale.ROOT), Optional.of(""));
        return right.map(its -> its.equals(password) ? Answer.RIGHT : Answer.WRONG)
                .orElse(Answer.NOT_NOW);
    }

    @Override
    public Optional<Reply> refuseConnection() {
        return connectionRefusal;
    }

    @Override
    public Optional<Reply> refuseTransaction(long octets) {
        return transactionRefusal;
    }

    /** What a message holds, one char an octet. */
    static String text(InboundMail mail) {
        var out = new ByteArrayOutputStream();
        try {
            mail.content().writeTo(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    /** The same without the trace header that the gateway put in front. */
    static String received(InboundMail mail) {
        String text = text(mail);
        assertTrace(text);
        int end = 0;
        do {
            end = text.indexOf("\r\n", end) + 2;
        } while (end < text.length() && text.charAt(end) == '\t');
        return text.substring(end);
    }

    private static void assertTrace(String text) {
        if (!text.startsWith("Received: ")) {
            throw new AssertionError("no trace header: " + text);
        }
    }

    private final class MemoryDraft implements Draft {

        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private boolean closed;

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (closed) {
                throw new IllegalStateException("draft is closed");
            }
            if (octets.size() + length > octetsUntilFull) {
                throw new IOException("full");
            }
            octets.write(from, offset, length);
        }

        @Override
        public long length() {
            return octets.size();
        }

        @Override
        public Content finish(ContentFacts facts) {
            if (closed) {
                throw new IllegalStateException("draft is closed");
            }
            return new MemoryContent(octets.toByteArray(), facts);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openDrafts.decrementAndGet();
            }
        }
    }

    private static final class MemoryContent implements Content {

        private final byte[] octets;
        private final ContentFacts facts;

        MemoryContent(byte[] octets, ContentFacts facts) {
            this.octets = octets;
            this.facts = facts;
        }

        @Override
        public long length() {
            return octets.length;
        }

        @Override
        public ContentFacts facts() {
            return facts;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(octets);
        }
    }
}
