package dev.mailwarden.mail.smtp;

import java.util.Optional;

/** Paths in angle brackets (RFC 5321 §4.1.2). */
final class Paths {

    private Paths() {}

    /**
     * {@return the index behind the closing bracket of the path that starts at {@code from}, or -1
     * if brackets or quotes are not balanced}
     */
    static int end(String text, int from) {
        if (from >= text.length() || text.charAt(from) != '<') {
            return -1;
        }
        boolean quoted = false;
        for (int i = from + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == '>' && !quoted) {
                return i + 1;
            }
        }
        return -1;
    }

    /** Reads what MAIL FROM takes: {@code <>} or a mailbox. */
    static Optional<ReversePath> reverse(String path) {
        return path.equals("<>")
                ? Optional.of(new ReversePath.Null())
                : mailbox(path).map(ReversePath.Of::new);
    }

    /** Reads what RCPT TO takes: {@code <Postmaster>} or a mailbox. */
    static Optional<ForwardPath> forward(String path) {
        return Ascii.equalsIgnoreCase(path, "<postmaster>")
                ? Optional.of(new ForwardPath.Postmaster())
                : mailbox(path).map(ForwardPath.Of::new);
    }

    private static Optional<Mailbox> mailbox(String path) {
        int end = path.length() - 1;
        int from = 1;
        if (path.charAt(from) == '@') {
            from = sourceRouteEnd(path);
            if (from < 0) {
                return Optional.empty();
            }
        }
        return Mailbox.parse(path.substring(from, end));
    }

    /**
     * {@return the index behind the colon of a source route, or -1 if it is malformed}
     *
     * <p>The route is checked and dropped: RFC 5321 §3.6.1 and appendix C ask to take it and to
     * deliver as if it were not there.
     */
    private static int sourceRouteEnd(String path) {
        int i = 1;
        while (path.charAt(i) == '@') {
            int end = hopEnd(path, i + 1);
            if (end < 0 || Domain.parse(path.substring(i + 1, end)).isEmpty()) {
                return -1;
            }
            i = end + 1;
            if (path.charAt(end) == ':') {
                return i;
            }
        }
        return -1;
    }

    /** The next comma or colon outside of an address literal. */
    private static int hopEnd(String path, int from) {
        boolean literal = false;
        for (int i = from; i < path.length(); i++) {
            char c = path.charAt(i);
            literal = c == '[' || (literal && c != ']');
            if (!literal && (c == ',' || c == ':')) {
                return i;
            }
        }
        return -1;
    }
}
