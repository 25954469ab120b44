package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.mime.EncodedWords;
import dev.mailwarden.mail.mime.HeaderField;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** A tag before the value of one subject field, which stays octet for octet. */
final class SubjectTag {

    /** What programs put before the subject of a reply or of what is passed on, in lower case. */
    private static final Set<String> PREFIXES =
            Set.of(
                    "re", "fw", "fwd", "aw", "wg", "antw", "antwort", "sv", "vs", "vb", "vl", "tr",
                    "rv", "ref", "rif", "r", "i", "odp", "pd", "ynt", "ilt", "enc", "res", "bls",
                    "ha", "на", "回复", "答复", "转发", "回覆", "轉寄");

    /** Characters of a subject in which the tag is looked for. */
    private static final int MAX_LOOK = 1_000;

    private final HeaderField field;
    private final String tag;

    /**
     * For a field and what is put before its value.
     *
     * @param tag something printable
     * @throws IllegalArgumentException for a tag of blanks, or with control characters
     */
    SubjectTag(HeaderField field, String tag) {
        this.field = field;
        this.tag = tag.strip();
        if (this.tag.isEmpty() || this.tag.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("not a tag: " + tag);
        }
    }

    /**
     * Whether the subject has the tag at its beginning, or behind other tags and what replies put
     * there.
     */
    boolean isThere() {
        String value = EncodedWords.decode(field.value());
        String rest = value.substring(0, Math.min(value.length(), MAX_LOOK)).strip();
        while (!rest.isEmpty()) {
            if (beginsWithTag(rest)) {
                return true;
            }
            int end = prefixEnd(rest);
            if (end == 0) {
                return false;
            }
            rest = rest.substring(end).strip();
        }
        return false;
    }

    private boolean beginsWithTag(String text) {
        if (!text.startsWith(tag)) {
            return false;
        }
        boolean wordEnds =
                text.length() == tag.length()
                        || !Character.isLetterOrDigit(text.codePointAt(tag.length()));
        return wordEnds || !Character.isLetterOrDigit(tag.codePointBefore(tag.length()));
    }

    /** Behind a word such as "Re:" or "[list]" at the beginning, 0 if there is none. */
    private static int prefixEnd(String text) {
        if (text.charAt(0) == '[') {
            return text.indexOf(']') + 1;
        }
        int colon = text.indexOf(':');
        int wide = text.indexOf('\uff1a');
        int at = colon < 0 ? wide : wide < 0 ? colon : Math.min(colon, wide);
        if (at < 0) {
            return 0;
        }
        String word = text.substring(0, at).replaceFirst("[\\[(]\\d{1,4}[\\])]$", "").strip();
        return PREFIXES.contains(word.toLowerCase(Locale.ROOT)) ? at + 1 : 0;
    }

    /** Where in the field the tag goes, counted from its beginning. */
    int place() {
        byte[] raw = field.raw();
        int behindColon = behindColon(raw);
        boolean blankFollows = behindColon < raw.length && isBlank(raw[behindColon]);
        return blankFollows && !isFirstLineBlank(raw) ? behindColon + 1 : behindColon;
    }

    /** What goes there: the tag, and white space to keep it from its neighbours. */
    String insertion() {
        byte[] raw = field.raw();
        int place = place();
        boolean encoded = !FieldText.isAscii(tag) || tag.contains("=?");
        String written = encoded ? EncodedText.words(tag, beginsEncoded(raw, place)) : tag;
        String before = place == behindColon(raw) ? " " : "";
        if (isFirstLineBlank(raw)) {
            return before + folded(written, place);
        }
        String line = folded(written, place);
        int last = line.length() - (line.lastIndexOf('\n') + 1);
        int column = line.contains("\n") ? last : place + last;
        boolean fits = column + 1 + lineEnd(raw) - place <= FieldText.FOLD_AT;
        return before + line + (fits ? " " : "\r\n ");
    }

    /** Encoded words of a long tag each on a line of its own. */
    private static String folded(String written, int column) {
        return column + written.length() <= FieldText.FOLD_AT || !written.startsWith("=?")
                ? written
                : written.replace(" ", "\r\n ");
    }

    private static int behindColon(byte[] raw) {
        int at = 0;
        while (at < raw.length && raw[at] != ':') {
            at++;
        }
        return Math.min(at + 1, raw.length);
    }

    private static int lineEnd(byte[] raw) {
        int at = behindColon(raw);
        while (at < raw.length && raw[at] != '\r' && raw[at] != '\n') {
            at++;
        }
        return at;
    }

    private static boolean isFirstLineBlank(byte[] raw) {
        int end = lineEnd(raw);
        for (int i = behindColon(raw); i < end; i++) {
            if (!isBlank(raw[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean beginsEncoded(byte[] raw, int from) {
        return new String(raw, from, raw.length - from, StandardCharsets.ISO_8859_1)
                .stripLeading()
                .startsWith("=?");
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
