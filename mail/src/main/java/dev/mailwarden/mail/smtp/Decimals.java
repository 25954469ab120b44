package dev.mailwarden.mail.smtp;

import java.util.OptionalLong;

/** Counts of octets as SIZE and BDAT write them: 1 to 20 digits (RFC 1870 §4, RFC 3030 §4). */
final class Decimals {

    private static final int MAX_DIGITS = 20;

    private Decimals() {}

    /**
     * {@return the number, {@link Long#MAX_VALUE} for those beyond it, which are over any limit
     * anyway, or empty if the text is not 1 to 20 digits}
     */
    static OptionalLong parse(String digits) {
        if (digits.isEmpty() || digits.length() > MAX_DIGITS) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
        }
        return OptionalLong.of(value);
    }
}
