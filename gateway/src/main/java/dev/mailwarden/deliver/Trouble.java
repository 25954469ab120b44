package dev.mailwarden.deliver;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.ServerReply;
import dev.mailwarden.message.Attempt.Result;
import dev.mailwarden.message.HopFacts;

/**
 * Why something did not work.
 *
 * @param status its type says whether another try makes sense: 4 or 5
 * @param text printable, at most {@value #MAX_TEXT} characters
 */
record Trouble(HopFacts hop, EnhancedStatusCode status, String text) {

    /** The limit of {@link Result#text}. */
    static final int MAX_TEXT = 1_000;

    static Trouble passing(HopFacts hop, int subject, int detail, String text) {
        return new Trouble(hop, new EnhancedStatusCode(4, subject, detail), printable(text));
    }

    static Trouble permanent(HopFacts hop, int subject, int detail, String text) {
        return new Trouble(hop, new EnhancedStatusCode(5, subject, detail), printable(text));
    }

    /** What a server refused with a 4yz or 5yz. */
    static Trouble refused(HopFacts hop, ServerReply reply) {
        EnhancedStatusCode status =
                reply.status().orElse(new EnhancedStatusCode(reply.code() / 100, 0, 0));
        return new Trouble(hop, status, reply.text(MAX_TEXT));
    }

    boolean isPermanent() {
        return status.type() == 5;
    }

    /** The same, but worth another try. */
    Trouble asPassing() {
        return isPermanent()
                ? new Trouble(
                        hop, new EnhancedStatusCode(4, status.subject(), status.detail()), text)
                : this;
    }

    Result asResult() {
        return isPermanent()
                ? new Result.Failed(hop, status, text)
                : new Result.Deferred(hop, status, text);
    }

    private static String printable(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_TEXT));
        for (int i = 0; i < text.length() && i < MAX_TEXT; i++) {
            char c = text.charAt(i);
            out.append(c >= 0x20 && c < 0x7f ? c : '?');
        }
        return out.toString();
    }
}
