package dev.mailwarden.queue;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.dsn.Action;
import dev.mailwarden.mail.dsn.DeliveryReport;
import dev.mailwarden.mail.dsn.ReportedRecipient;
import dev.mailwarden.mail.dsn.Returned;
import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.Notify;
import dev.mailwarden.mail.smtp.OriginalRecipient;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.Ret;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.spool.StoredContent;
import dev.mailwarden.track.EventCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Writes the notifications of failure: to the sender, or to the postmaster where there is no sender
 * to tell (a double bounce). A failure to tell the postmaster is only recorded.
 */
final class Notifications {

    /** More of a message than this is not returned; its header is. */
    private static final int MAX_RETURNED = 256 * 1024;

    private final Spool spool;
    private final Domain hostName;
    private final Supplier<Settings> settings;
    private final InstantSource clock;
    private final RandomGenerator random;

    Notifications(
            Spool spool,
            Domain hostName,
            Supplier<Settings> settings,
            InstantSource clock,
            RandomGenerator random) {
        this.spool = spool;
        this.hostName = hostName;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /** A message ready to be put into the spool. */
    record Notification(QueueRecord.Accepted record, WrittenEvents events, StoredContent content) {}

    /**
     * Writes a notification.
     *
     * @return empty if nobody wants one or may get one
     */
    Optional<Notification> about(
            QueuedMessage message, MailReader.StoredMail mail, List<Served> failed)
            throws IOException {
        Envelope envelope = mail.envelope();
        List<Served> wanted =
                failed.stream()
                        .filter(f -> wantsFailure(envelope.recipients().get(f.recipient())))
                        .toList();
        Optional<Mailbox> to = addressee(envelope, wanted);
        if (wanted.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        JourneyId journey = JourneyId.of(clock.instant(), random);
        DeliveryReport report = report(journey, to.get(), message, mail, wanted);
        return Optional.of(accept(journey, to.get(), report));
    }

    /** RFC 3461 §4.1: no NOTIFY means failure, and delay by the server's choice. */
    private static boolean wantsFailure(Recipient recipient) {
        Set<Notify> notifyOn = recipient.parameters().notifyOn();
        return notifyOn.isEmpty() || notifyOn.contains(Notify.FAILURE);
    }

    private Optional<Mailbox> addressee(Envelope envelope, List<Served> failed) {
        Optional<Mailbox> sender = envelope.reversePath().asMailbox();
        if (sender.isPresent()) {
            return sender;
        }
        Optional<Mailbox> postmaster = postmaster();
        boolean wasForPostmaster =
                failed.stream()
                        .map(f -> envelope.recipients().get(f.recipient()).mailbox())
                        .anyMatch(mailbox -> postmaster.equals(Optional.of(mailbox)));
        return wasForPostmaster ? Optional.empty() : postmaster;
    }

    private Optional<Mailbox> postmaster() {
        Settings.Relay relay = settings.get().relay();
        return relay.postmaster()
                .or(() ->
                        relay.localDomains().stream()
                                .min(Domain::compareTo)
                                .map(domain -> new Mailbox("postmaster", domain)));
    }

    private DeliveryReport report(
            JourneyId journey,
            Mailbox to,
            QueuedMessage message,
            MailReader.StoredMail mail,
            List<Served> failures)
            throws IOException {
        MailParameters parameters = mail.envelope().parameters();
        boolean whole =
                parameters.ret().equals(Optional.of(Ret.FULL))
                        && mail.content().length() <= MAX_RETURNED;
        Instant now = clock.instant();
        return new DeliveryReport(
                hostName,
                new Mailbox("mailer-daemon", hostName),
                to,
                journey + "@" + hostName,
                now,
                parameters.envid(),
                Instant.ofEpochMilli(message.acceptedAt()),
                failures.stream().map(f -> reported(mail.envelope(), f, now)).toList(),
                Returned.of(beginning(mail), whole ? Ret.FULL : Ret.HDRS));
    }

    private static ReportedRecipient reported(Envelope envelope, Served served, Instant now) {
        Recipient recipient = envelope.recipients().get(served.recipient());
        Attempt.Result last = served.last();
        return new ReportedRecipient(
                recipient.parameters().orcpt().flatMap(OriginalRecipient::parse),
                recipient.mailbox(),
                Action.FAILED,
                served.status(),
                Domain.parse(last.hop().host()),
                served.isReply() ? last.text() : "",
                reason(served),
                Optional.of(now),
                Optional.empty());
    }

    private static String reason(Served served) {
        String ours = served.isReply() ? "" : served.last().text();
        return served.isExpired()
                ? ("It was tried for as long as is useful. " + ours).strip()
                : ours;
    }

    /** The first {@value #MAX_RETURNED} octets. */
    private static byte[] beginning(MailReader.StoredMail mail) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        mail.content().writeTo(new FirstOctets(octets));
        return octets.toByteArray();
    }

    private static final class FirstOctets extends OutputStream {

        private final ByteArrayOutputStream octets;

        FirstOctets(ByteArrayOutputStream octets) {
            this.octets = octets;
        }

        @Override
        public void write(int octet) {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] piece, int offset, int length) {
            octets.write(piece, offset, Math.min(length, MAX_RETURNED - octets.size()));
        }
    }

    private Notification accept(JourneyId journey, Mailbox to, DeliveryReport report)
            throws IOException {
        byte[] octets = report.octets();
        StoredContent content = store(octets, report.needsSmtpUtf8());
        Envelope envelope =
                new Envelope(
                        new ReversePath.Null(),
                        new MailParameters(
                                OptionalLong.empty(),
                                content.facts().eightBitBody()
                                        ? BodyType.EIGHT_BIT_MIME
                                        : BodyType.SEVEN_BIT,
                                report.needsSmtpUtf8(),
                                Optional.empty(),
                                Optional.empty()),
                        List.of(new Recipient(to, RcptParameters.NONE)));
        Instant now = clock.instant();
        var record =
                new QueueRecord.Accepted(
                        journey,
                        now,
                        MessageQueue.shapeOf(content),
                        envelope,
                        List.of(0),
                        MessageQueue.FIRST_SEQUENCE);
        return new Notification(
                record, EventCodec.write(received(record, content, report)), content);
    }

    /** The draft stays open: closing it would throw away what is about to be committed. */
    @SuppressWarnings("resource")
    private StoredContent store(byte[] octets, boolean utf8Header) throws IOException {
        Intake.Draft draft = spool.intake().begin(octets.length);
        try {
            draft.write(octets, 0, octets.length);
            return (StoredContent) draft.finish(factsOf(octets, utf8Header));
        } catch (IOException e) {
            draft.close();
            throw e;
        }
    }

    private Event received(
            QueueRecord.Accepted record, StoredContent content, DeliveryReport report) {
        Arrival arrival =
                new Arrival(
                        record.at(),
                        "notification",
                        InetAddress.getLoopbackAddress(),
                        0,
                        hostName.name(),
                        true,
                        Optional.empty(),
                        Optional.empty());
        return new Event.Received(
                record.journey(),
                0,
                record.at(),
                arrival,
                record.envelope(),
                content.length(),
                content.facts(),
                "<" + report.messageId() + ">");
    }

    private static ContentFacts factsOf(byte[] octets, boolean utf8Header) {
        boolean dots = false;
        boolean eightBit = false;
        for (int i = 0; i < octets.length; i++) {
            eightBit |= octets[i] < 0;
            dots |= octets[i] == '.' && (i == 0 || octets[i - 1] == '\n');
        }
        return new ContentFacts(dots, utf8Header, eightBit, false, false);
    }
}
