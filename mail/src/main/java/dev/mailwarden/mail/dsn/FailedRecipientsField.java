package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.dsn.ReadReport.Source;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The field X-Failed-Recipients of Exim and Google, with the reason in the text. */
final class FailedRecipientsField implements ReportForm {

    @Override
    public Optional<ReadReport> read(Notification notification) {
        Optional<EnhancedStatusCode> status = SaidStatus.in(notification.text());
        List<ReadRecipient> recipients =
                Arrays.stream(notification.field("X-Failed-Recipients").split(",", -1))
                        .limit(ReportReader.MAX_RECIPIENTS)
                        .flatMap(text -> TextAddress.startOf(text).stream())
                        .map(address ->
                                ReadRecipient.told(
                                        Optional.of(address.address()), ReadAction.FAILED, status))
                        .toList();
        return recipients.isEmpty()
                ? Optional.empty()
                : Optional.of(ReadReport.told(Source.HEADER, recipients));
    }
}
