package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.dsn.ReadReport.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The part for programs (RFC 3464 §2.1, RFC 6533 §5); several are read as one. */
final class StatusPart implements ReportForm {

    private static final Set<String> TYPES =
            Set.of("message/delivery-status", "message/global-delivery-status");

    @Override
    public Optional<ReadReport> read(Notification notification) {
        List<String> lines = new ArrayList<>();
        for (Part part : notification.parts()) {
            if (TYPES.contains(part.type())) {
                lines.addAll(part.lines(ReportReader.MAX_LINES - lines.size()));
                lines.add("");
            }
        }
        return StatusFields.read(Source.STATUS_PART, lines);
    }
}
