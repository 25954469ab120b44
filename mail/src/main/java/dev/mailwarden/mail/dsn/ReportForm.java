package dev.mailwarden.mail.dsn;

import java.util.Optional;

/** One way in which systems write reports. */
interface ReportForm {

    /** {@return the report, if it is written in this way and names a recipient} */
    Optional<ReadReport> read(Notification notification);
}
