package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.mime.MailDate;
import java.nio.charset.StandardCharsets;

/** Writes a report as multipart/report (RFC 6522) with its three parts. */
final class ReportWriter {

    private final DeliveryReport report;

    /** Whether an address outside US-ASCII is reported on (RFC 6533 §3). */
    private final boolean international;

    ReportWriter(DeliveryReport report) {
        this.report = report;
        this.international = !report.recipients().stream().allMatch(ReportedRecipient::isAscii);
    }

    byte[] write() {
        byte[] text = new ReportText(report).octets();
        byte[] status = status();
        byte[] returned = report.returned().octets();
        String boundary = boundary(text, status, returned);
        boolean eightBitText = Returned.hasEightBit(text);
        boolean eightBit = international || eightBitText || report.returned().isEightBit();
        var lines = new Lines();
        writeHeader(lines, boundary, eightBit);
        part(lines, boundary, "text/plain; charset=utf-8", "Notification", eightBitText);
        lines.raw(text);
        String type = international ? "message/global-delivery-status" : "message/delivery-status";
        part(lines, boundary, type, "Delivery report", international);
        lines.raw(status);
        part(
                lines,
                boundary,
                report.returned().mediaType(),
                report.returned().description(),
                report.returned().isEightBit());
        lines.raw(returned);
        if (!endsLine(returned)) {
            lines.blank();
        }
        return lines.blank().text("--" + boundary + "--").octets();
    }

    private void writeHeader(Lines lines, String boundary, boolean eightBit) {
        lines.field("Date", MailDate.format(report.at()))
                .field("From", "Mail Delivery System <" + report.from() + ">")
                .field("To", "<" + report.to() + ">")
                .field("Subject", ReportText.subject(report))
                .field("Message-ID", "<" + report.messageId() + ">")
                .field("Auto-Submitted", "auto-replied") // RFC 3834 §5
                .field("MIME-Version", "1.0")
                .field(
                        "Content-Type",
                        "multipart/report; report-type=delivery-status; boundary=\""
                                + boundary
                                + "\"")
                .field("Content-Transfer-Encoding", eightBit ? "8bit" : "7bit")
                .blank();
    }

    private static void part(
            Lines lines, String boundary, String type, String description, boolean eightBit) {
        lines.blank()
                .text("--" + boundary)
                .field("Content-Type", type)
                .field("Content-Description", description)
                .field("Content-Transfer-Encoding", eightBit ? "8bit" : "7bit")
                .blank();
    }

    /** The part for programs: one group for the message, one for each recipient (RFC 3464 §2.1). */
    private byte[] status() {
        var lines = new Lines();
        report.envid().ifPresent(envid -> lines.field("Original-Envelope-Id", envid));
        lines.field("Reporting-MTA", "dns; " + report.host())
                .field("Arrival-Date", MailDate.format(report.arrived()));
        report.recipients().forEach(recipient -> writeRecipient(lines.blank(), recipient));
        return lines.octets();
    }

    private static void writeRecipient(Lines lines, ReportedRecipient recipient) {
        recipient
                .original()
                .ifPresent(o -> lines.field("Original-Recipient", o.type() + ";" + o.address()));
        String type = recipient.mailbox().isAscii() ? "rfc822" : "utf-8";
        lines.field("Final-Recipient", type + ";" + recipient.mailbox())
                .field("Action", recipient.action().keyword())
                .field("Status", recipient.status().toString());
        recipient.remote().ifPresent(remote -> lines.field("Remote-MTA", "dns; " + remote));
        if (!recipient.reply().isEmpty()) {
            lines.field("Diagnostic-Code", "smtp; " + ReportText.ascii(recipient.reply()));
        }
        recipient
                .lastAttempt()
                .ifPresent(at -> lines.field("Last-Attempt-Date", MailDate.format(at)));
        recipient
                .retryUntil()
                .ifPresent(at -> lines.field("Will-Retry-Until", MailDate.format(at)));
    }

    /** A boundary that is in none of the parts: the returned message may be made to contain one. */
    private String boundary(byte[]... parts) {
        String stem = "=_" + report.messageId().substring(0, report.messageId().indexOf('@'));
        String start = stem.length() > 50 ? stem.substring(0, 50) : stem;
        for (int n = 0; ; n++) {
            String boundary = start + "_" + n;
            if (!isIn("--" + boundary, parts)) {
                return boundary;
            }
        }
    }

    private static boolean isIn(String text, byte[]... parts) {
        for (byte[] part : parts) {
            if (new String(part, StandardCharsets.ISO_8859_1).contains(text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsLine(byte[] octets) {
        return octets.length > 0 && octets[octets.length - 1] == '\n';
    }
}
