package dev.mailwarden.queue;

import dev.mailwarden.config.Durations;
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
import dev.mailwarden.mail.smtp.Ret;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Writes reports about queued mail: to the sender, or to the postmaster where there is no sender (a
 * double bounce) or none that may be told. What fails on its way to the postmaster is recorded, and
 * reported to nobody.
 */
final class Notifications {

    /** More of a message than this is not returned; its header is. */
    private static final int MAX_RETURNED = 256 * 1024;

    /** In an hour, so that strangers cannot fill the postmaster's mailbox. */
    private static final int MOST_TO_POSTMASTER = 100;

    private final Spool spool;
    private final Domain hostName;
    private final Supplier<Settings> settings;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Allowance toPostmaster;

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
        this.toPostmaster = new Allowance(MOST_TO_POSTMASTER, Duration.ofHours(1), clock);
    }

    /** A message ready to be put into the spool. */
    record Notification(QueueRecord.Accepted record, WrittenEvents events, StoredContent content) {}

    /** Whether a delivery is to be reported: asked for, and nobody else will (RFC 3461 §5.2). */
    static boolean wantsSuccess(Envelope envelope, Served served) {
        return served.last() instanceof Attempt.Result.Delivered delivered
                && delivered.custody() != Attempt.Custody.REPORTING_HOST
                && notifyOn(envelope, served.recipient()).contains(Notify.SUCCESS);
    }

    /** RFC 3461 §4.1: no NOTIFY means failure, and delay by the server's choice. */
    private static boolean wantsFailure(Envelope envelope, Served served) {
        Set<Notify> notifyOn = notifyOn(envelope, served.recipient());
        return notifyOn.isEmpty() || notifyOn.contains(Notify.FAILURE);
    }

    /** Whether the sender is to hear that a recipient is late, if it may be told anything. */
    boolean wantsDelay(Envelope envelope, int recipient) {
        Set<Notify> notifyOn = notifyOn(envelope, recipient);
        return switch (settings.get().bounce().delayWarnings()) {
            case NEVER -> false;
            case ASKED -> notifyOn.contains(Notify.DELAY);
            case ALWAYS -> notifyOn.isEmpty() || notifyOn.contains(Notify.DELAY);
        };
    }

    private static Set<Notify> notifyOn(Envelope envelope, int recipient) {
        return envelope.recipients().get(recipient).parameters().notifyOn();
    }

    /** What is reported of some recipients. */
    private record Subject(QueuedMessage message, MailReader.StoredMail mail, List<Served> served) {

        Mailbox sender() {
            return mail.envelope()
                    .reversePath()
                    .asMailbox()
                    .orElseThrow(() -> new IllegalStateException("there is no sender to tell"));
        }

        /** The same without what was for a mailbox. */
        Subject without(Mailbox mailbox) {
            return new Subject(
                    message,
                    mail,
                    served.stream()
                            .filter(each -> !recipient(each).mailbox().equals(mailbox))
                            .toList());
        }

        private Recipient recipient(Served each) {
            return mail.envelope().recipients().get(each.recipient());
        }
    }

    /**
     * Writes of failures: to the sender, or to the postmaster if there is none.
     *
     * @return empty if nobody wants to know or may
     */
    Optional<Notification> ofFailure(
            QueuedMessage message, MailReader.StoredMail mail, List<Served> failed)
            throws IOException {
        List<Served> wanted =
                failed.stream().filter(f -> wantsFailure(mail.envelope(), f)).toList();
        var subject = new Subject(message, mail, wanted);
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        return mail.envelope().reversePath().asMailbox().isPresent()
                ? Optional.of(write(subject, subject.sender(), Notifications::failure, ""))
                : toPostmaster(subject, "");
    }

    /** Writes to the postmaster of failures whose sender may not be told. */
    Optional<Notification> ofHold(
            QueuedMessage message, MailReader.StoredMail mail, List<Served> failed)
            throws IOException {
        var subject = new Subject(message, mail, failed);
        String remark =
                """
                The message came from outside, so its sender <%s> may be forged and was not told. The \
                message is held as %s: decide with "mailwarden queue release" or \
                "mailwarden queue delete" and this number. Undecided it is removed after %s.\
                """
                        .formatted(
                                subject.sender(),
                                message.journey(),
                                Durations.format(settings.get().bounce().heldLifetime()));
        return toPostmaster(subject, remark);
    }

    /** Empty if it was all for the postmaster, or he has been written to often enough. */
    private Optional<Notification> toPostmaster(Subject subject, String remark) throws IOException {
        Optional<Mailbox> postmaster = postmaster();
        if (postmaster.isEmpty()) {
            return Optional.empty();
        }
        Subject others = subject.without(postmaster.get());
        return others.served().isEmpty() || !toPostmaster.take()
                ? Optional.empty()
                : Optional.of(write(others, postmaster.get(), Notifications::failure, remark));
    }

    /**
     * Writes to the sender of deliveries.
     *
     * @param delivered those for which it {@link #wantsSuccess}
     */
    Notification ofSuccess(
            QueuedMessage message, MailReader.StoredMail mail, List<Served> delivered)
            throws IOException {
        var subject = new Subject(message, mail, delivered);
        return write(subject, subject.sender(), Notifications::success, "");
    }

    /**
     * Writes to the sender of what is late.
     *
     * @param late those for which it {@link #wantsDelay}
     * @param until when it will be given up
     */
    Notification ofDelay(
            QueuedMessage message, MailReader.StoredMail mail, List<Served> late, Instant until)
            throws IOException {
        var subject = new Subject(message, mail, late);
        return write(
                subject,
                subject.sender(),
                (stored, served, _) ->
                        reported(
                                mail, served, Action.DELAYED, Optional.empty(), Optional.of(until)),
                "");
    }

    private Optional<Mailbox> postmaster() {
        return settings.get().relay().postmasterOfSite();
    }

    /** Says what is reported of one recipient. */
    private interface Account {
        ReportedRecipient of(MailReader.StoredMail mail, Served served, Instant now);
    }

    private Notification write(Subject subject, Mailbox to, Account account, String remark)
            throws IOException {
        JourneyId journey = JourneyId.of(clock.instant(), random);
        MailReader.StoredMail mail = subject.mail();
        MailParameters parameters = mail.envelope().parameters();
        Instant now = clock.instant();
        List<ReportedRecipient> recipients =
                subject.served().stream().map(served -> account.of(mail, served, now)).toList();
        // RFC 3461 §4.3: RET is about failures; all else brings back the header only, and so does
        // what a report, which is made of lines, cannot hold.
        boolean whole =
                parameters.body() != BodyType.BINARY_MIME
                        && remark.isEmpty()
                        && recipients.stream().anyMatch(r -> r.action() == Action.FAILED)
                        && parameters.ret().equals(Optional.of(Ret.FULL))
                        && mail.content().length() <= MAX_RETURNED;
        var report =
                new DeliveryReport(
                        hostName,
                        new Mailbox("mailer-daemon", hostName),
                        to,
                        journey + "@" + hostName,
                        now,
                        parameters.envid(),
                        Instant.ofEpochMilli(subject.message().acceptedAt()),
                        recipients,
                        remark,
                        Returned.of(beginning(mail), whole ? Ret.FULL : Ret.HDRS));
        return accept(journey, to, report);
    }

    private static ReportedRecipient failure(
            MailReader.StoredMail mail, Served served, Instant now) {
        return reported(mail, served, Action.FAILED, Optional.of(now), Optional.empty());
    }

    private static ReportedRecipient success(
            MailReader.StoredMail mail, Served served, Instant now) {
        boolean inMailbox =
                served.last() instanceof Attempt.Result.Delivered delivered
                        && delivered.custody() == Attempt.Custody.MAILBOX;
        Action action = inMailbox ? Action.DELIVERED : Action.RELAYED;
        return reported(mail, served, action, Optional.of(now), Optional.empty());
    }

    private static ReportedRecipient reported(
            MailReader.StoredMail mail,
            Served served,
            Action action,
            Optional<Instant> lastAttempt,
            Optional<Instant> retryUntil) {
        Recipient recipient = mail.envelope().recipients().get(served.recipient());
        Attempt.Result last = served.last();
        return new ReportedRecipient(
                recipient.parameters().orcpt().flatMap(OriginalRecipient::parse),
                recipient.mailbox(),
                action,
                served.status(),
                Domain.parse(last.hop().host()),
                served.isReply() ? last.text() : "",
                reason(served),
                lastAttempt,
                retryUntil);
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
        BodyType body =
                content.facts().eightBitBody() ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT;
        Envelope envelope = Envelope.ofOurOwn(body, report.needsSmtpUtf8(), List.of(to));
        Instant now = clock.instant();
        var record =
                new QueueRecord.Accepted(
                        journey,
                        now,
                        envelope,
                        Arrival.Origin.INSIDE,
                        List.of(
                                new QueueRecord.Variant(
                                        QueueRecord.ContentShape.of(List.of(content), 0).getFirst(),
                                        List.of(0))),
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
        Arrival arrival = Arrival.ofOurOwn(record.at(), hostName);
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
