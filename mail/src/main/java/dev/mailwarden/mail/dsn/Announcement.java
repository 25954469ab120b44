package dev.mailwarden.mail.dsn;

import java.util.List;
import java.util.OptionalInt;

/** The words by which systems announce whom a report is about. */
final class Announcement {

    private static final List<String> PHRASES =
            List.of(
                    "following address",
                    "following recipient",
                    "following list of recipients",
                    "address(es) failed:",
                    "to these recipients",
                    "could not be delivered to",
                    "was not delivered to",
                    "has not yet been delivered is",
                    "of its recipients. this is a permanent error",
                    "unable to deliver message to",
                    "unable to deliver mail to",
                    "unable to deliver your message to",
                    "cannot be delivered to",
                    "couldn't be delivered to",
                    "error delivering your mail to",
                    "you addressed to email address",
                    "undeliverable to",
                    "delivery failed:",
                    "failure reasons",
                    "the user(s) account is",
                    "rejected recipient",
                    "returned permanent errors:",
                    "unknown user:",
                    "unknown host:",
                    "invalid final delivery userid:",
                    "user mailbox exceeds allowed size:",
                    "mailbox is full:",
                    "target mail address:",
                    "rcpt to:",
                    "recipient: <",
                    ", address: <",
                    "以下のメールアドレスへの送信に失敗しました");

    private static final List<String> OF_DELAY =
            List.of(
                    "has been delayed",
                    "message is delayed",
                    "not yet been delivered",
                    "warning message only",
                    "only a temporary failure report");

    private static final List<String> OF_SUCCESS =
            List.of(
                    "successful delivery notifications",
                    "was successfully delivered",
                    "has been successfully delivered");

    private Announcement() {}

    /**
     * {@return the index behind an announcement that ends behind {@code from}}
     *
     * @param text in lower case
     */
    static OptionalInt endIn(String text, int from) {
        int latest = -1;
        for (String phrase : PHRASES) {
            int start = text.lastIndexOf(phrase);
            if (start >= 0 && start + phrase.length() > from) {
                latest = Math.max(latest, start + phrase.length());
            }
        }
        return latest < 0 ? OptionalInt.empty() : OptionalInt.of(latest);
    }

    /** {@return what a report in such words says was done} */
    static ReadAction action(String text) {
        String lower = lower(text.replace('\n', ' '));
        if (OF_SUCCESS.stream().anyMatch(lower::contains)) {
            return ReadAction.DELIVERED;
        }
        return OF_DELAY.stream().anyMatch(lower::contains) ? ReadAction.DELAYED : ReadAction.FAILED;
    }

    /** Only US-ASCII, so that places in the text stay the same. */
    static String lower(String text) {
        var lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        return lower.toString();
    }
}
