package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.ForeignOctets;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Charsets by the labels that mail gives them. */
@ForeignOctets
public final class Charsets {

    private static final int MAX_LABEL = 60;

    /** Labels that the JDK does not know, and those that mail means otherwise (WHATWG Encoding). */
    private static final Map<String, String> OTHERWISE =
            Map.ofEntries(
                    Map.entry("us-ascii", "windows-1252"),
                    Map.entry("ascii", "windows-1252"),
                    Map.entry("iso-8859-1", "windows-1252"),
                    Map.entry("latin1", "windows-1252"),
                    Map.entry("iso-8859-8-i", "iso-8859-8"),
                    Map.entry("iso-8859-9", "windows-1254"),
                    Map.entry("ks_c_5601-1987", "x-windows-949"),
                    Map.entry("euc-kr", "x-windows-949"),
                    Map.entry("gb2312", "gb18030"),
                    Map.entry("gbk", "gb18030"),
                    Map.entry("shift_jis", "windows-31j"),
                    Map.entry("shift-jis", "windows-31j"),
                    Map.entry("x-sjis", "windows-31j"),
                    Map.entry("utf8", "utf-8"),
                    Map.entry("unicode-1-1-utf-8", "utf-8"),
                    Map.entry("x-mac-roman", "x-macroman"),
                    Map.entry("macintosh", "x-macroman"));

    private Charsets() {}

    /** {@return the charset of a label, with UTF-7 left out, which is none of the JDK} */
    static Optional<Charset> find(String label) {
        String name = clean(label);
        if (name.isEmpty() || name.length() > MAX_LABEL) {
            return Optional.empty();
        }
        try {
            return Optional.of(Charset.forName(OTHERWISE.getOrDefault(name, name)));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return Optional.empty();
        }
    }

    static boolean isUtf7(String label) {
        String name = clean(label);
        return name.equals("utf-7") || name.equals("unicode-1-1-utf-7") || name.equals("utf7");
    }

    private static String clean(String label) {
        var clean = new StringBuilder(Math.min(label.length(), MAX_LABEL + 1));
        for (int i = 0; i < label.length() && clean.length() <= MAX_LABEL; i++) {
            char c = label.charAt(i);
            if (c > ' ' && c != '"' && c != '\'') {
                clean.append(c);
            }
        }
        return clean.toString().toLowerCase(Locale.ROOT);
    }

    /** {@return octets in a charset that a label names, or else in UTF-8} */
    public static String decode(byte[] octets, String label) {
        if (isUtf7(label)) {
            return Utf7.decode(octets, octets.length);
        }
        Charset charset = find(label).orElse(StandardCharsets.UTF_8);
        return new String(
                octets, charset.equals(StandardCharsets.UTF_16) ? order(octets) : charset);
    }

    /** UTF-16 without a mark: readers differ, so the zeros of Latin text decide. */
    private static Charset order(byte[] octets) {
        int zeros = 0;
        for (int i = 0; i + 1 < octets.length; i += 2) {
            zeros += (octets[i] == 0 ? 1 : 0) - (octets[i + 1] == 0 ? 1 : 0);
        }
        return zeros < 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16;
    }
}
