package dev.mailwarden.mail.mime;

/**
 * One parameter of a header field, as it is written.
 *
 * @param name in lower case, with what RFC 2231 adds to it, such as {@code filename*0*}
 * @param value without quotes
 */
public record Parameter(String name, String value) {

    /** The name without what RFC 2231 adds. */
    String base() {
        int star = name.indexOf('*');
        return star < 0 ? name : name.substring(0, star);
    }

    /** Whether its value is written in percents (RFC 2231 §4). */
    boolean isExtended() {
        return name.length() > base().length() && name.endsWith("*");
    }

    /** {@return the number of a continuation (RFC 2231 §3), or -1} */
    int section() {
        int from = base().length() + 1;
        int to = name.length() - (isExtended() ? 1 : 0);
        if (from >= to || to - from > 4) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(name.charAt(i), 10);
            if (digit < 0) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
