package dev.mailwarden.mail.dsn;

import java.util.List;
import java.util.Locale;

/** Where in a text the report ends and the message begins that comes back. */
final class ReturnedMark {

    /** On a line that begins with hyphens, or alone on theirs. */
    private static final List<String> TITLES =
            List.of(
                    "original message",
                    "original mail",
                    "copy of the message",
                    "copy of the original message",
                    "message header",
                    "header of the original",
                    "unsent message",
                    "returned message",
                    "below this line");

    private static final List<String> STARTS =
            List.of(
                    "received:",
                    "return-path:",
                    "content-type: message/rfc822",
                    "content-type: text/rfc822-headers",
                    "message headers follow",
                    "original message follows",
                    "original message headers:",
                    "below is a copy of the original message",
                    "included is a copy of the message header",
                    "bounced e-mail:");

    private ReturnedMark() {}

    static boolean isAt(String line) {
        if (line.isBlank()) {
            return false;
        }
        String words = line.strip().toLowerCase(Locale.ROOT);
        return (words.startsWith("---") && TITLES.stream().anyMatch(words::contains))
                || STARTS.stream().anyMatch(words::startsWith);
    }
}
