package dev.mailwarden.mail.smtp;

import com.ibm.icu.text.IDNA;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How a domain is brought into normal form.
 *
 * <p>Almost every domain of real mail is plain lower-case ASCII and passes one scan; only names
 * with a U-label or an A-label see Unicode at all.
 *
 * <p>What is decided here, beyond UTS 46:
 *
 * <ul>
 *   <li>Underscores are taken: RFC 5321 does not allow them, real reverse-paths and DNS have them.
 *   <li>Other ASCII must be letters, digits and inner hyphens (the STD 3 rules).
 *   <li>Hyphens in the third and fourth place are taken where the label is no A-label, because
 *       registered names have them.
 *   <li>A last label that is a number is refused: somebody would take the name for an address.
 *   <li>One trailing dot, the DNS root, is dropped.
 * </ul>
 */
final class Domains {

    /** Octets of a label (RFC 1035 §2.3.4). */
    private static final int MAX_LABEL = 63;

    /** Octets of a name in text form: 255 on the wire less the first length and the root. */
    private static final int MAX_NAME = 253;

    /** Characters handed to the Unicode code, whose time grows faster than its input. */
    private static final int MAX_INPUT = 1_000;

    private static final IDNA UTS46 =
            IDNA.getUTS46Instance(
                    IDNA.NONTRANSITIONAL_TO_ASCII
                            | IDNA.NONTRANSITIONAL_TO_UNICODE
                            | IDNA.CHECK_BIDI
                            | IDNA.CHECK_CONTEXTJ);

    private static final Set<IDNA.Error> TOLERATED = EnumSet.of(IDNA.Error.HYPHEN_3_4);

    private Domains() {}

    static boolean isNormal(String name) {
        return isPlain(name) || normalize(name).filter(name::equals).isPresent();
    }

    static Optional<String> normalize(String text) {
        if (isPlain(text)) {
            return Optional.of(text);
        }
        if (text.startsWith("[")) {
            return address(text).map(Domains::literal);
        }
        if (text.length() > MAX_INPUT || text.isEmpty()) {
            return Optional.empty();
        }
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        String lower = name.toLowerCase(Locale.ROOT);
        if (isPlain(lower) && Ascii.isAscii(name)) {
            return Optional.of(lower);
        }
        return toAscii(name);
    }

    /** Reads an address literal in its brackets (RFC 5321 §4.1.3). */
    static Optional<InetAddress> address(String literal) {
        int end = literal.length() - 1;
        if (!literal.startsWith("[") || !literal.endsWith("]") || end < 1) {
            return Optional.empty();
        }
        String inner = literal.substring(1, end);
        return Ascii.startsWithIgnoreCase(inner, "IPv6:")
                ? IpAddress.parseV6(inner.substring(5))
                : IpAddress.parseV4(inner);
    }

    static String literal(InetAddress address) {
        String tag = address instanceof Inet4Address ? "" : "IPv6:";
        return "[" + tag + IpAddress.format(address) + "]";
    }

    /** The form for people to read; the argument is in normal form. */
    static String toUnicode(String name) {
        if (!name.contains("xn--")) {
            return name;
        }
        var text = new StringBuilder();
        UTS46.nameToUnicode(name, text, new IDNA.Info());
        return text.toString();
    }

    private static Optional<String> toAscii(String name) {
        var ascii = new StringBuilder();
        var info = new IDNA.Info();
        UTS46.nameToASCII(name, ascii, info);
        String result = ascii.toString();
        return TOLERATED.containsAll(info.getErrors()) && isLetterDigitHyphen(result)
                ? Optional.of(result)
                : Optional.empty();
    }

    /** A name in normal form without any A-label. */
    private static boolean isPlain(String name) {
        return isLetterDigitHyphen(name) && !name.startsWith("xn--") && !name.contains(".xn--");
    }

    private static boolean isLetterDigitHyphen(String name) {
        int length = name.length();
        if (length == 0 || length > MAX_NAME) {
            return false;
        }
        int labelStart = 0;
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (!isLabel(name, labelStart, i)) {
                    return false;
                }
                labelStart = i + 1;
            } else if (!isNameCharacter(c)) {
                return false;
            }
        }
        return isLabel(name, labelStart, length) && !isNumber(name, labelStart);
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private static boolean isLabel(String name, int start, int end) {
        return end > start
                && end - start <= MAX_LABEL
                && name.charAt(start) != '-'
                && name.charAt(end - 1) != '-';
    }

    /** Decimal, or hexadecimal as {@code inet_aton} and browsers read it. */
    private static boolean isNumber(String name, int start) {
        boolean hex = name.startsWith("0x", start);
        for (int i = hex ? start + 2 : start; i < name.length(); i++) {
            if (Character.digit(name.charAt(i), hex ? 16 : 10) < 0) {
                return false;
            }
        }
        return true;
    }
}
