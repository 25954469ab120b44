package dev.mailwarden.mail.smtp;

/**
 * One SMTP reply as the gateway sends it: code, enhanced status, one line of text.
 *
 * <p>The text goes to strangers. It names the class of the problem, never the rule, scanner or
 * backend that caused it; those belong in the explanation kept for administrators.
 *
 * <p>The greeting, the EHLO answer and the intermediate replies 334 and 354 carry no enhanced
 * status (RFC 2034 §4) and are written by the session itself.
 *
 * @param code three digits, first digit 2, 4 or 5 (RFC 5321 §4.2.1)
 * @param status its first digit equals the first digit of {@code code} (RFC 2034 §4)
 * @param text printable US-ASCII, at most {@value #MAX_TEXT} octets, no CR or LF
 */
public record Reply(int code, EnhancedStatusCode status, String text) {

    /** Keeps the whole line within the 512 octets of RFC 5321 §4.5.3.1.5. */
    public static final int MAX_TEXT = 490;

    public Reply {
        if (code < 200 || code > 599 || code / 100 != status.type()) {
            throw new IllegalArgumentException("status " + status + " contradicts code " + code);
        }
        if (text.length() > MAX_TEXT || !text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "reply text must be at most " + MAX_TEXT + " printable ASCII octets");
        }
    }

    /** Makes a reply from digits: {@code of(550, 5, 1, 1, "...")} is 550 5.1.1. */
    public static Reply of(int code, int subject, int detail, String text) {
        return new Reply(code, new EnhancedStatusCode(code / 100, subject, detail), text);
    }

    /** The command did what was asked (RFC 5321 §4.2.1, 2yz). */
    public boolean isPositive() {
        return code / 100 == 2;
    }

    /** The client should try again later (RFC 5321 §4.2.1, 4yz). */
    public boolean isTransient() {
        return code / 100 == 4;
    }

    @Override
    public String toString() {
        return code + " " + status + " " + text;
    }
}
