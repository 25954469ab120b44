package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.dsn.ReadReport.Source;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A report that a mail system passes on within a message of its own which says nothing itself. What
 * a person passes on is no report to us, and a report that names its recipients is never looked
 * into: what it returns may be a report on another message.
 */
final class PassedOn implements ReportForm {

    private final ReportForm form = new StatusPart();

    @Override
    public Optional<ReadReport> read(Notification notification) {
        if (!notification.field("From").toLowerCase(Locale.ROOT).contains("mailer-daemon")) {
            return Optional.empty();
        }
        return notification.parts().stream()
                .filter(part -> part.type().equals("message/rfc822"))
                .findFirst()
                .flatMap(part -> form.read(part.enclosed()))
                .or(() -> inText(notification.parts()));
    }

    private static Optional<ReadReport> inText(List<Part> parts) {
        return parts.stream()
                .filter(part -> part.type().equals("text/plain"))
                .findFirst()
                .flatMap(part ->
                        StatusFields.read(Source.STATUS_TEXT, part.lines(ReportReader.MAX_LINES)));
    }
}
