package dev.mailwarden.unpack.read;

import dev.mailwarden.unpack.protocol.EntryHead;
import dev.mailwarden.unpack.protocol.NameFlaw;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of entries as text, and what is wrong with them. */
final class Names {

    /** What ZIP says names are in when nothing else is said (APPNOTE, appendix D). */
    private static final Charset DOS = Charset.forName("IBM437");

    private static final Pattern ABSOLUTE = Pattern.compile("^(?:[/\\\\]|[A-Za-z]:)");
    private static final Pattern PARENT = Pattern.compile("(?:^|[/\\\\])\\.\\.(?:[/\\\\]|$)");

    private Names() {}

    /** {@return the octets as text: UTF-8 if they are, else those of a DOS} */
    static String zip(byte[] raw) {
        return utf8OrElse(raw, DOS);
    }

    /** {@return the octets as text: UTF-8 if they are, else Latin 1} */
    static String unix(byte[] raw) {
        return utf8OrElse(raw, StandardCharsets.ISO_8859_1);
    }

    private static String utf8OrElse(byte[] raw, Charset otherwise) {
        try {
            CharBuffer text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(raw));
            return text.toString();
        } catch (CharacterCodingException e) {
            return new String(raw, otherwise);
        }
    }

    /** {@return the octets, cut to what a head takes} */
    static byte[] cut(byte[] raw) {
        return raw.length > EntryHead.MAX_NAME ? Arrays.copyOf(raw, EntryHead.MAX_NAME) : raw;
    }

    /**
     * {@return what is wrong}
     *
     * @param full octets before they were cut
     */
    static Set<NameFlaw> flaws(String name, String target, int full) {
        Set<NameFlaw> flaws = EnumSet.noneOf(NameFlaw.class);
        for (String text : new String[] {name, target}) {
            addIf(flaws, NameFlaw.ABSOLUTE, ABSOLUTE.matcher(text).find());
            addIf(flaws, NameFlaw.PARENT, PARENT.matcher(text).find());
            addIf(flaws, NameFlaw.NUL, text.indexOf('\0') >= 0);
            addIf(flaws, NameFlaw.BACKSLASH, text.indexOf('\\') >= 0);
        }
        addIf(flaws, NameFlaw.CUT, full > EntryHead.MAX_NAME);
        return flaws;
    }

    private static void addIf(Set<NameFlaw> flaws, NameFlaw flaw, boolean there) {
        if (there) {
            flaws.add(flaw);
        }
    }
}
