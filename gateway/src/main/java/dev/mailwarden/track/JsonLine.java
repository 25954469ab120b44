package dev.mailwarden.track;

import java.time.Instant;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Builds lines of JSON in one growing array, without reflection and nearly without garbage: two
 * lines and more are written for each mail.
 *
 * <p>Every character that could end a line, move a cursor or turn the direction of text is written
 * as an escape, so a line is one line for any program, and shows on a terminal what it holds. For
 * one thread.
 */
final class JsonLine {

    /** What follows the checksum's eight digits. */
    static final String AFTER_CRC = "\"}\n";

    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    /** 0000-01-01: four digits of a year begin here. */
    private static final long FIRST_DAY = -719_528;

    /** 9999-12-31. */
    private static final long LAST_DAY = 2_932_896;

    private byte[] octets;
    private int length;
    private int lineStart;

    JsonLine(int expectedOctets) {
        octets = new byte[expectedOctets];
    }

    byte[] toByteArray() {
        return Arrays.copyOf(octets, length);
    }

    int length() {
        return length;
    }

    /** Forgets what was written and keeps the array. */
    void clear() {
        length = 0;
        lineStart = 0;
    }

    /** The array with the first {@link #length} octets in use; valid until the next write. */
    byte[] array() {
        return octets;
    }

    /** Writes printable ASCII that needs no escape: punctuation, names, numbers. */
    JsonLine raw(String ascii) {
        int count = ascii.length();
        reserve(count);
        byte[] target = octets;
        int at = length;
        for (int i = 0; i < count; i++) {
            target[at + i] = (byte) ascii.charAt(i);
        }
        length = at + count;
        return this;
    }

    /** Writes one printable ASCII character. */
    JsonLine raw(char ascii) {
        reserve(1);
        octets[length++] = (byte) ascii;
        return this;
    }

    /** Writes a member whose value is a string. */
    JsonLine text(String name, String value) {
        return name(name).string(value);
    }

    /** Writes a member whose value is a whole number. */
    JsonLine number(String name, long value) {
        return name(name).decimal(value);
    }

    /** Writes a member whose value is a time. */
    JsonLine time(String name, Instant value) {
        return name(name).raw('"').instant(value).raw('"');
    }

    /** Writes a comma, unless the object has just begun, the name and a colon. */
    JsonLine name(String name) {
        if (octets[length - 1] != '{') {
            raw(',');
        }
        return raw('"').raw(name).raw("\":");
    }

    /** Writes a quoted string. */
    JsonLine string(String value) {
        return raw('"').escaped(value).raw('"');
    }

    /** Writes what stands between the quotes of a string. */
    JsonLine escaped(String value) {
        int count = value.length();
        reserve(count * 6); // the longest form of a char is its escape
        byte[] target = octets;
        int at = length;
        for (int i = 0; i < count; i++) {
            char c = value.charAt(i);
            if (c >= 0x20 && c < 0x7f) {
                if (c == '"' || c == '\\') {
                    target[at++] = '\\';
                }
                target[at++] = (byte) c;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < count
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                at = utf8(target, at, Character.toCodePoint(c, value.charAt(++i)));
            } else if (mustEscape(c)) {
                at = escape(target, at, c);
            } else {
                at = utf8(target, at, c);
            }
        }
        length = at;
        return this;
    }

    /** Controls, line and paragraph separators, direction marks, byte order mark, half pairs. */
    private static boolean mustEscape(char c) {
        return c < 0x20
                || (c >= 0x7f && c < 0xa0)
                || (c >= 0x200b && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2060 && c <= 0x206f)
                || c == 0xfeff
                || Character.isSurrogate(c);
    }

    private static int escape(byte[] target, int at, char c) {
        target[at] = '\\';
        target[at + 1] = 'u';
        target[at + 2] = HEX[c >> 12];
        target[at + 3] = HEX[(c >> 8) & 0xf];
        target[at + 4] = HEX[(c >> 4) & 0xf];
        target[at + 5] = HEX[c & 0xf];
        return at + 6;
    }

    private static int utf8(byte[] target, int at, int codePoint) {
        int next = at;
        if (codePoint < 0x800) {
            target[next++] = (byte) (0xc0 | (codePoint >> 6));
        } else {
            if (codePoint < 0x10000) {
                target[next++] = (byte) (0xe0 | (codePoint >> 12));
            } else {
                target[next++] = (byte) (0xf0 | (codePoint >> 18));
                target[next++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
            }
            target[next++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
        }
        target[next++] = (byte) (0x80 | (codePoint & 0x3f));
        return next;
    }

    /** Writes a whole number. */
    JsonLine decimal(long value) {
        if (value < 0 || value > 999_999_999L) {
            return raw(Long.toString(value));
        }
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return padded(value, digits);
    }

    /** Writes a number of at most nine digits, with leading zeros. */
    JsonLine padded(long value, int digits) {
        reserve(digits);
        int rest = (int) value;
        for (int i = length + digits - 1; i >= length; i--) {
            octets[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** Writes the lowest digits of a number in hexadecimal, with leading zeros. */
    JsonLine hex(long value, int digits) {
        reserve(digits);
        for (int i = 0; i < digits; i++) {
            octets[length + i] = HEX[(int) (value >>> (4 * (digits - 1 - i))) & 0xf];
        }
        length += digits;
        return this;
    }

    /** Writes a time in UTC with nine decimals (RFC 3339 §5.6), so that times sort as text. */
    JsonLine instant(Instant value) {
        return time(value.getEpochSecond(), value.getNano(), 9);
    }

    /** Writes a time in UTC with three decimals, for people. */
    JsonLine shortInstant(Instant value) {
        return time(value.getEpochSecond(), value.getNano() / 1_000_000, 3);
    }

    private JsonLine time(long seconds, int fraction, int digits) {
        long days = Math.floorDiv(seconds, 86_400L);
        int second = (int) Math.floorMod(seconds, 86_400L);
        if (days < FIRST_DAY || days > LAST_DAY) {
            throw new IllegalArgumentException(
                    "a time outside the years 0 to 9999: " + Instant.ofEpochSecond(seconds));
        }
        date(days);
        raw('T').padded(second / 3600, 2).raw(':').padded(second / 60 % 60, 2);
        return raw(':').padded(second % 60, 2).raw('.').padded(fraction, digits).raw('Z');
    }

    /** The civil date of a day since 1970, counted in eras of 400 years from a 1st of March. */
    private void date(long epochDay) {
        long shifted = epochDay + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        int day = (int) Math.floorMod(shifted, 146_097L);
        int year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        int dayOfYear = day - (365 * year + year / 4 - year / 100);
        int march = (5 * dayOfYear + 2) / 153;
        int month = march < 10 ? march + 3 : march - 9;
        padded(year + era * 400 + (month <= 2 ? 1 : 0), 4)
                .raw('-')
                .padded(month, 2)
                .raw('-')
                .padded(dayOfYear - (153 * march + 2) / 5 + 1, 2);
    }

    /** Ends the line's object with the checksum over all octets of the line before its digits. */
    void endWithChecksum() {
        raw(",\"crc\":\"");
        var crc = new CRC32C();
        crc.update(octets, lineStart, length - lineStart);
        hex(crc.getValue(), 8).raw(AFTER_CRC);
        lineStart = length;
    }

    private void reserve(int count) {
        if (octets.length - length < count) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + count));
        }
    }
}
