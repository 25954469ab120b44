package dev.mailwarden.mail.filetype;

import java.util.Set;
import java.util.regex.Pattern;

/** Whether text begins with a header of mail (RFC 5322 §2.2), or a folder of mail (RFC 4155). */
final class MailHeader {

    private static final int MAX_LINES = 60;

    /** Fields of which two make it mail. */
    private static final Set<String> FIELDS =
            Set.of(
                    "received",
                    "return-path",
                    "from",
                    "to",
                    "cc",
                    "subject",
                    "date",
                    "sender",
                    "message-id",
                    "mime-version",
                    "content-type",
                    "reply-to",
                    "delivered-to",
                    "dkim-signature",
                    "x-mailer",
                    "content-transfer-encoding",
                    "list-id",
                    "authentication-results",
                    "arc-seal",
                    "x-received",
                    "in-reply-to",
                    "references",
                    "bcc",
                    "envelope-to",
                    "x-original-to",
                    "path",
                    "newsgroups");

    private static final Pattern FOLDER =
            Pattern.compile("from \\S{1,300} .{0,60}\\d\\d:\\d\\d.{0,40}\\r?\\n.*", Pattern.DOTALL);

    private MailHeader() {}

    static boolean looksLike(String lower) {
        return lower.startsWith("from ") ? FOLDER.matcher(lower).matches() : known(lower) >= 2;
    }

    /** Counts known fields up to the first line that belongs to no header. */
    private static int known(String lower) {
        int count = 0;
        int at = 0;
        for (int line = 0; line < MAX_LINES && at < lower.length(); line++) {
            int end = lower.indexOf('\n', at);
            if (end < 0) {
                end = lower.length();
            }
            boolean folded = lower.charAt(at) == ' ' || lower.charAt(at) == '\t';
            int colon = lower.indexOf(':', at);
            if (!folded) {
                if (colon < 0 || colon > end || lower.substring(at, colon).contains(" ")) {
                    return count;
                }
                count += FIELDS.contains(lower.substring(at, colon)) ? 1 : 0;
            }
            at = end + 1;
        }
        return count;
    }

    /** {@return message, folder, or the archive of a page in the form of a message} */
    static FileType type(String lower) {
        if (lower.startsWith("from ")) {
            return FileType.MBOX;
        }
        boolean archive =
                lower.contains("from: <saved by ")
                        || lower.contains("snapshot-content-location:")
                        || (lower.contains("content-type: multipart/related")
                                && lower.contains("content-location:")
                                && !lower.contains("received:"));
        return archive ? FileType.MHTML : FileType.EML;
    }
}
