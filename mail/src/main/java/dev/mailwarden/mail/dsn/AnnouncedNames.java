package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.dsn.ReadReport.Source;
import java.util.List;
import java.util.Optional;

/** The form of old AOL, which names its users without their domain, each on a line of its own. */
final class AnnouncedNames implements ReportForm {

    private static final String ANNOUNCEMENT =
            "your mail to the following recipients could not be delivered";

    @Override
    public Optional<ReadReport> read(Notification notification) {
        List<ReadRecipient> recipients =
                notification.words().stream()
                        .dropWhile(line -> !Announcement.lower(line).contains(ANNOUNCEMENT))
                        .skip(1)
                        .map(String::strip)
                        .filter(AnnouncedNames::isName)
                        .limit(ReportReader.MAX_RECIPIENTS)
                        .map(name ->
                                ReadRecipient.told(
                                        Optional.of(name), ReadAction.FAILED, Optional.empty()))
                        .toList();
        return recipients.isEmpty()
                ? Optional.empty()
                : Optional.of(ReadReport.told(Source.TEXT, recipients));
    }

    private static boolean isName(String line) {
        return !line.isEmpty()
                && line.chars()
                        .allMatch(c -> Character.isLetterOrDigit(c) || ".-_".indexOf(c) >= 0);
    }
}
