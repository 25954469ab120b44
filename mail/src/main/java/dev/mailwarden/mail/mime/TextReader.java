package dev.mailwarden.mail.mime;

import com.ibm.icu.text.CharsetDetector;
import com.ibm.icu.text.CharsetMatch;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the charset of a text as mail readers do: a byte order mark, else what is declared, else
 * what the content itself says, else a guess.
 */
final class TextReader {

    private static final String UTF_7 = "UTF-7";

    /** Octets that the guess looks at. */
    private static final int SAMPLE = 1 << 13;

    /** How sure of a hundred the guess has to be. */
    private static final int SURE = 30;

    private final byte[] octets;
    private final boolean whole;
    private final Set<Ambiguity> ambiguities = EnumSet.noneOf(Ambiguity.class);

    TextReader(byte[] octets, boolean whole) {
        this.octets = octets;
        this.whole = whole;
    }

    /**
     * {@return the text}
     *
     * @param declared the charset that the part names, or nothing
     * @param hint the charset that the content names, or nothing
     */
    BodyText read(String declared, Optional<String> hint) {
        int mark = markLength(StandardCharsets.UTF_8);
        if (mark > 0) {
            return text(StandardCharsets.UTF_8, mark);
        }
        for (Charset wide :
                new Charset[] {
                    Charset.forName("UTF-32LE"),
                    StandardCharsets.UTF_16LE,
                    StandardCharsets.UTF_16BE
                }) {
            if (markLength(wide) > 0) {
                return text(wide, markLength(wide));
            }
        }
        String label = declared.isBlank() ? hint.orElse("") : declared;
        if (Charsets.isUtf7(label)) {
            ambiguities.add(Ambiguity.UTF_7);
            return new BodyText(Utf7.decode(octets, octets.length), UTF_7, whole, ambiguities);
        }
        return text(charset(label), 0);
    }

    private Charset charset(String label) {
        Optional<Charset> named = Charsets.find(label);
        if (named.isEmpty() && !label.isBlank()) {
            ambiguities.add(Ambiguity.CHARSET_UNKNOWN);
        }
        if (isAscii() && !isWide(named)) {
            return named.orElse(StandardCharsets.US_ASCII);
        }
        boolean utf8 = isUtf8();
        boolean saysUtf8 = named.map(StandardCharsets.UTF_8::equals).orElse(false);
        if (named.isPresent() && !(saysUtf8 && !utf8)) {
            if (utf8 && !saysUtf8 && !isWide(named)) {
                ambiguities.add(Ambiguity.CHARSET_WRONG);
            }
            return named.orElseThrow();
        }
        if (saysUtf8) {
            ambiguities.add(Ambiguity.CHARSET_WRONG);
        }
        return utf8 ? StandardCharsets.UTF_8 : guess();
    }

    /** Charsets in which ASCII octets are not ASCII text. */
    private static boolean isWide(Optional<Charset> charset) {
        String name = charset.map(Charset::name).orElse("");
        return name.startsWith("UTF-16")
                || name.startsWith("UTF-32")
                || name.startsWith("ISO-2022")
                || name.startsWith("IBM")
                || name.startsWith("x-IBM");
    }

    private Charset guess() {
        byte[] sample = Arrays.copyOf(octets, Math.min(octets.length, SAMPLE));
        CharsetMatch match = new CharsetDetector().setText(sample).detect();
        return Optional.ofNullable(match)
                .filter(found -> found.getConfidence() >= SURE)
                .flatMap(found -> Charsets.find(found.getName()))
                .orElse(Charset.forName("windows-1252"));
    }

    private BodyText text(Charset charset, int from) {
        String content = new String(octets, from, octets.length - from, charset);
        return new BodyText(content, charset.name(), whole, ambiguities);
    }

    private int markLength(Charset charset) {
        byte[] mark = "\ufeff".getBytes(charset);
        boolean marked =
                octets.length >= mark.length
                        && Arrays.equals(octets, 0, mark.length, mark, 0, mark.length);
        return marked ? mark.length : 0;
    }

    private boolean isAscii() {
        int bits = 0;
        for (byte octet : octets) {
            bits |= octet;
        }
        return bits >= 0;
    }

    /** Whether it is UTF-8, which a text that is cut may end in the middle of a character of. */
    private boolean isUtf8() {
        int end = octets.length;
        for (int back = 0; !whole && back < 3 && end > 0 && octets[end - 1] < 0; back++) {
            end--;
        }
        return Utf8Check.isValid(octets, 0, end);
    }
}
