package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.dsn.ReadReport.Source;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The form of old Sendmail: nothing but the transcript of the session, in which a line such as
 * {@code 550 <user@example.org>... User unknown} tells what became of a recipient. Where only a
 * host is named, the recipient is not known.
 */
final class Transcript implements ReportForm {

    private static final String TITLE = "transcript of session follows";
    private static final int CODE = 3;

    @Override
    public Optional<ReadReport> read(Notification notification) {
        List<String> lines = notification.words().stream().dropWhile(String::isBlank).toList();
        if (lines.isEmpty() || !Announcement.lower(lines.getFirst()).contains(TITLE)) {
            return Optional.empty();
        }
        List<ReadRecipient> recipients = new ArrayList<>();
        for (String line : lines) {
            if (recipients.size() < ReportReader.MAX_RECIPIENTS) {
                recipient(line).ifPresent(recipients::add);
            }
        }
        Optional<EnhancedStatusCode> status = SaidStatus.in(String.join("\n", lines));
        if (recipients.isEmpty() && status.isPresent()) {
            recipients.add(ReadRecipient.told(Optional.empty(), ReadAction.FAILED, status));
        }
        return recipients.isEmpty()
                ? Optional.empty()
                : Optional.of(ReadReport.told(Source.TEXT, recipients));
    }

    private static Optional<ReadRecipient> recipient(String line) {
        boolean failure = line.length() > CODE && (line.charAt(0) == '4' || line.charAt(0) == '5');
        int bracket = line.indexOf('<');
        if (!failure || bracket < 0) {
            return Optional.empty();
        }
        return TextAddress.at(line, bracket)
                .filter(address -> line.startsWith("...", address.end()))
                .map(address ->
                        ReadRecipient.told(
                                Optional.of(address.address()),
                                ReadAction.FAILED,
                                SaidStatus.in(line)));
    }
}
