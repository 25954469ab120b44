package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import java.util.Optional;

/**
 * Finds the status in words that quote an SMTP reply.
 *
 * <p>Best is an enhanced status (RFC 3463) behind a reply code, such as {@code 550 5.1.1}; then one
 * behind a number sign, as qmail writes it; then one where a reply could begin. Else the class of a
 * reply code alone counts. Numbers in other places may be addresses of hosts or versions.
 */
final class SaidStatus {

    /** How sure it is, the best last. */
    private enum Rank {
        NONE,
        REPLY_CODE,
        REPLY_START,
        NUMBER_SIGN,
        BEHIND_REPLY_CODE
    }

    private final String text;
    private Rank rank = Rank.NONE;
    private Optional<EnhancedStatusCode> best = Optional.empty();

    private SaidStatus(String text) {
        this.text = text;
    }

    /** {@return the first of the best rank} */
    static Optional<EnhancedStatusCode> in(String text) {
        var scan = new SaidStatus(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '2' || c == '4' || c == '5') {
                scan.look(i);
            }
        }
        return scan.best;
    }

    /** {@return the status that a text begins with, whatever stands behind it} */
    static Optional<EnhancedStatusCode> startOf(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() ? Optional.empty() : enhancedAt(stripped, 0);
    }

    private void look(int i) {
        Optional<EnhancedStatusCode> enhanced = enhancedAt(text, i);
        if (enhanced.isPresent()) {
            offer(rankOfEnhanced(i), enhanced);
        } else if (isReplyCode(i) && isReplyStart(i)) {
            int type = text.charAt(i) - '0';
            offer(Rank.REPLY_CODE, Optional.of(new EnhancedStatusCode(type, 0, 0)));
        }
    }

    private void offer(Rank offered, Optional<EnhancedStatusCode> status) {
        if (offered.compareTo(rank) > 0) {
            rank = offered;
            best = status;
        }
    }

    private Rank rankOfEnhanced(int i) {
        if (i >= 4 && isReplyCode(i - 4) && text.charAt(i - 4) == text.charAt(i)) {
            return Rank.BEHIND_REPLY_CODE;
        }
        if (i > 0 && text.charAt(i - 1) == '#') {
            return Rank.NUMBER_SIGN;
        }
        return isReplyStart(i) ? Rank.REPLY_START : Rank.NONE;
    }

    /** Three digits for failure or, with a space behind, success; no longer number or name. */
    private boolean isReplyCode(int i) {
        if (i + 3 > text.length() || !isDigit(text, i + 1) || !isDigit(text, i + 2)) {
            return false;
        }
        char behind = i + 3 < text.length() ? text.charAt(i + 3) : ' ';
        boolean whole = behind != '.' && behind != '/' && !isWord(behind);
        boolean starts = i == 0 || !(isWord(text.charAt(i - 1)) || text.charAt(i - 1) == '.');
        return whole && starts && text.charAt(i) != '2' && text.charAt(i + 1) <= '7';
    }

    /** Whether the words before could introduce a reply. */
    private boolean isReplyStart(int i) {
        int before = i - 1;
        while (before >= 0 && text.charAt(before) == ' ') {
            before--;
        }
        if (before < 0) {
            return true;
        }
        char c = text.charAt(before);
        return "\n\t:<>[('\"-".indexOf(c) >= 0
                || endsWith(before, "said")
                || endsWith(before, "returned")
                || endsWith(before, "responsecode");
    }

    private boolean endsWith(int last, String word) {
        int from = last - word.length() + 1;
        return from >= 0 && text.regionMatches(true, from, word, 0, word.length());
    }

    /** Such as 5.1.1, as a whole: part of no longer number, version or address. */
    private static Optional<EnhancedStatusCode> enhancedAt(String text, int i) {
        if (i > 0 && (isWord(text.charAt(i - 1)) || text.charAt(i - 1) == '.')) {
            return Optional.empty();
        }
        int subject = i + 2;
        int dot = numberEnd(text, subject);
        int detail = dot + 1;
        int end = numberEnd(text, detail);
        boolean formed =
                dot > subject
                        && end > detail
                        && text.charAt(i + 1) == '.'
                        && text.charAt(dot) == '.'
                        && !continues(text, end);
        int type = text.charAt(i) - '0';
        if (!formed || (type != 2 && type != 4 && type != 5)) {
            return Optional.empty();
        }
        return Optional.of(
                new EnhancedStatusCode(
                        type,
                        Integer.parseInt(text.substring(subject, dot)),
                        Integer.parseInt(text.substring(detail, end))));
    }

    /** {@return the index behind up to three digits} */
    private static int numberEnd(String text, int from) {
        int i = from;
        while (i < from + 3 && isDigit(text, i)) {
            i++;
        }
        return i;
    }

    private static boolean continues(String text, int end) {
        if (end >= text.length()) {
            return false;
        }
        return isWord(text.charAt(end)) || (text.charAt(end) == '.' && isDigit(text, end + 1));
    }

    private static boolean isDigit(String text, int i) {
        return i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }

    private static boolean isWord(char c) {
        return c < 0x80 && Character.isLetterOrDigit(c);
    }
}
