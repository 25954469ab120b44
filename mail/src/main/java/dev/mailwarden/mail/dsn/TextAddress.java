package dev.mailwarden.mail.dsn;

import java.util.Optional;

/**
 * An address within a line that people read.
 *
 * @param address local part, at sign and domain, without brackets and quotes
 * @param end the index behind it and its closing bracket
 */
record TextAddress(String address, int end) {

    /** What lists put before an address. */
    private static final String MARKS = " \t*->\"'<[";

    private static final String LOCAL_MARKS = "!#$%&'*+/=?^_`{|}~-.";

    /** Octets of an address (RFC 5321 §4.5.3.1.3); what is longer is none. */
    private static final int MAX_LENGTH = 320;

    /** {@return the address that a line begins with, behind the marks of lists} */
    static Optional<TextAddress> startOf(String line) {
        return at(line, 0);
    }

    /** {@return the address at an index, behind the marks of lists} */
    static Optional<TextAddress> at(String line, int from) {
        int start = from;
        while (start < line.length() && MARKS.indexOf(line.charAt(start)) >= 0) {
            start++;
        }
        int at = start;
        while (at < line.length() && isLocal(line.charAt(at))) {
            at++;
        }
        if (at == start || at >= line.length() || line.charAt(at) != '@') {
            return Optional.empty();
        }
        int end = at + 1;
        while (end < line.length() && isDomain(line.charAt(end))) {
            end++;
        }
        int last = end;
        while (last > at + 1 && ".-".indexOf(line.charAt(last - 1)) >= 0) {
            last--;
        }
        if (last == at + 1 || last - start > MAX_LENGTH) {
            return Optional.empty();
        }
        boolean closed = end < line.length() && line.charAt(end) == '>';
        return Optional.of(new TextAddress(line.substring(start, last), closed ? end + 1 : last));
    }

    private static boolean isLocal(char c) {
        return Character.isLetterOrDigit(c) || LOCAL_MARKS.indexOf(c) >= 0;
    }

    private static boolean isDomain(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '.';
    }
}
