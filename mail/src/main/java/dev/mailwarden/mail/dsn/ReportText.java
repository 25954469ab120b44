package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.mime.MailDate;
import java.time.Instant;
import java.util.Optional;

/** The part of a report that people read. */
final class ReportText {

    private final DeliveryReport report;

    ReportText(DeliveryReport report) {
        this.report = report;
    }

    static String subject(DeliveryReport report) {
        if (report.has(Action.FAILED)) {
            return "Undelivered mail returned to sender";
        }
        return report.has(Action.DELAYED) ? "Delivery of mail is delayed" : "Mail was delivered";
    }

    /** Text of a remote host as a notification may show it. */
    static String ascii(String text) {
        return text.codePoints()
                .map(c -> c < 0x80 ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    byte[] octets() {
        var lines = new Lines();
        lines.text("This is the mail system at host " + report.host() + ".").blank();
        lines.text(introduction());
        if (!report.remark().isEmpty()) {
            lines.blank().text(report.remark());
        }
        report.recipients().forEach(recipient -> write(lines.blank(), recipient));
        return lines.octets();
    }

    private String introduction() {
        String arrival = "Your message of " + MailDate.format(report.arrived());
        if (report.has(Action.FAILED)) {
            return arrival
                    + " could not be delivered to one or more recipients. It will not be tried"
                    + " again for those marked as failed.";
        }
        return report.has(Action.DELAYED)
                ? arrival
                        + " has not yet been delivered to one or more recipients. You need not send"
                        + " it again: it is still being tried."
                : arrival + " was delivered as you asked to be told.";
    }

    private static void write(Lines lines, ReportedRecipient recipient) {
        lines.text("<" + recipient.mailbox() + ">: " + outcome(recipient));
        if (!recipient.reason().isEmpty()) {
            lines.text(ascii(recipient.reason()));
        }
        if (!recipient.reply().isEmpty()) {
            String host = recipient.remote().map(d -> "Host " + d).orElse("The other host");
            lines.text(host + " said: " + ascii(recipient.reply()));
        }
    }

    private static String outcome(ReportedRecipient recipient) {
        return switch (recipient.action()) {
            case FAILED -> "failed (" + recipient.status() + ")";
            case DELAYED -> "delayed (" + recipient.status() + ")" + until(recipient.retryUntil());
            case DELIVERED -> "delivered";
            case RELAYED -> "passed on to a host that may not report its delivery";
        };
    }

    private static String until(Optional<Instant> retryUntil) {
        return retryUntil.map(at -> ", tried until " + MailDate.format(at)).orElse("");
    }
}
