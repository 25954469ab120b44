package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.mail.dsn.NoReport.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Reads what another system reports about the delivery of a message.
 *
 * <p>First as RFC 3464 and RFC 6533 have it, then as systems write that know nothing of these. It
 * never fails, whatever the octets are; time is linear in what is looked at. What it says is what
 * the message claims: anybody can send one.
 */
@ForeignOctets
public final class ReportReader {

    /** Octets that are looked at; a report stands before the message that it returns. */
    public static final int MAX_OCTETS = 1 << 20;

    /** Lines of text, and of status, that are looked at. */
    static final int MAX_LINES = 20_000;

    /** Recipients that are taken; what is more is left out. */
    static final int MAX_RECIPIENTS = 1_000;

    /** The surest first. */
    private static final List<ReportForm> FORMS =
            List.of(
                    new StatusPart(),
                    new StatusText(),
                    new Qsbmf(),
                    new NoticeText(),
                    new Transcript(),
                    new AnnouncedRecipients(),
                    new FailedRecipientsField(),
                    new AnnouncedNames(),
                    new PassedOn());

    private ReportReader() {}

    /** Reads a whole message, header first. */
    public static ReportReading read(byte[] message) {
        Notification notification = Notification.of(message);
        if (notification.isReportOn("feedback-report")) {
            return new NoReport(Reason.FEEDBACK);
        }
        if (notification.isReportOn("disposition-notification")) {
            return new NoReport(Reason.DISPOSITION);
        }
        Optional<ReportReading> report =
                FORMS.stream()
                        .flatMap(form -> form.read(notification).stream())
                        .map(ReportReading.class::cast)
                        .findFirst();
        return report.orElseGet(() -> new NoReport(reason(notification)));
    }

    private static Reason reason(Notification notification) {
        return notification.isAutomaticReply() ? Reason.AUTOMATIC_REPLY : Reason.NOTHING_SAID;
    }
}
