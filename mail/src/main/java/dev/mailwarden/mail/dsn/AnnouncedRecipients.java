package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.dsn.ReadReport.Source;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import java.util.List;
import java.util.Optional;

/**
 * Texts that announce their recipients in words and then list them, each with its reason behind it:
 * those of Exim, Exchange, Google, Sendmail, Yahoo and many others.
 */
final class AnnouncedRecipients implements ReportForm {

    @Override
    public Optional<ReadReport> read(Notification notification) {
        List<ToldRecipient> told = new AnnouncedList(notification.words()).recipients();
        if (told.isEmpty()) {
            return Optional.empty();
        }
        String text = notification.text();
        ReadAction action = Announcement.action(text);
        Optional<EnhancedStatusCode> ofAll =
                told.size() == 1 ? SaidStatus.in(text) : Optional.empty();
        return Optional.of(
                ReadReport.told(
                        Source.TEXT,
                        told.stream()
                                .map(recipient ->
                                        ReadRecipient.told(
                                                Optional.of(recipient.address()),
                                                action,
                                                SaidStatus.in(recipient.reason()).or(() -> ofAll)))
                                .toList()));
    }
}
