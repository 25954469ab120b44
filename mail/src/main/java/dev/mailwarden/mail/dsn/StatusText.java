package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.dsn.ReadReport.Source;
import java.util.Optional;

/** The fields of the part for programs, in a text: some systems write them there, or lose parts. */
final class StatusText implements ReportForm {

    @Override
    public Optional<ReadReport> read(Notification notification) {
        return StatusFields.read(Source.STATUS_TEXT, notification.words())
                .filter(report ->
                        report.recipients().stream()
                                .allMatch(recipient -> recipient.action().isPresent()));
    }
}
