package dev.mailwarden.queue;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Envelope;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a recipient came to in one attempt.
 *
 * @param recipient its index in the envelope
 * @param status what is reported: that of the attempt, unless it was the last one possible
 * @param text the same in words, at most {@value #MAX_TEXT} characters
 * @param last the attempt's own result
 */
record Served(int recipient, EnhancedStatusCode status, String text, Attempt.Result last) {

    /** The limit of {@link Attempt.Result#text}. */
    private static final int MAX_TEXT = 1000;

    /** Delivery time expired (RFC 3463 §3.5). */
    private static final EnhancedStatusCode EXPIRED = new EnhancedStatusCode(4, 4, 7);

    /** A status before the words of a reason. */
    private static final Pattern WITH_STATUS = Pattern.compile("4\\.(\\d{1,3})\\.(\\d{1,3}) (.*)");

    /** No answer from host (RFC 3463 §3.5). */
    private static final EnhancedStatusCode NO_ANSWER = new EnhancedStatusCode(4, 4, 1);

    /**
     * What still waits.
     *
     * @param reason as it is kept: a status if there is one, then words
     */
    static Served late(int recipient, String reason) {
        Matcher parts = WITH_STATUS.matcher(reason);
        boolean hasStatus = parts.matches();
        EnhancedStatusCode status =
                hasStatus
                        ? new EnhancedStatusCode(
                                4,
                                Integer.parseInt(parts.group(1)),
                                Integer.parseInt(parts.group(2)))
                        : NO_ANSWER;
        String text = hasStatus ? parts.group(3) : reason;
        return new Served(recipient, status, text, Settlement.untried(text));
    }

    /** Whether its parts were encoded anew for the hop that took it. */
    boolean isConverted() {
        return last instanceof Attempt.Result.Delivered delivered && delivered.converted();
    }

    static Served by(int recipient, Attempt.Result result) {
        return new Served(recipient, result.status(), result.text(), result);
    }

    /** The same, given up because there is no time for another attempt. */
    Served expired() {
        String all = "given up, last: " + status + " " + text;
        return new Served(
                recipient, EXPIRED, all.substring(0, Math.min(all.length(), MAX_TEXT)), last);
    }

    boolean isExpired() {
        return status.equals(EXPIRED) && !last.status().equals(EXPIRED);
    }

    /** Whether the last result is what the other host said, rather than our words. */
    boolean isReply() {
        String said = last.text();
        return last.hop().port() > 0
                && said.length() >= 3
                && said.chars().limit(3).allMatch(c -> c >= '0' && c <= '9');
    }

    static List<Mailbox> mailboxes(Envelope envelope, List<Integer> recipients) {
        return recipients.stream().map(i -> envelope.recipients().get(i).mailbox()).toList();
    }
}
