package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.mime.Range;
import java.nio.charset.StandardCharsets;

/** Octets that take the place of a range of others; of an empty range for an insertion. */
final class Splice {

    private final Range range;
    private final byte[] replacement;

    private Splice(Range range, byte[] replacement) {
        this.range = range;
        this.replacement = replacement;
    }

    /** The array is not copied: whoever gives it must not change it. */
    static Splice of(Range range, byte[] replacement) {
        return new Splice(range, replacement);
    }

    static Splice insertion(long at, byte[] octets) {
        return new Splice(new Range(at, at), octets);
    }

    static Splice insertion(long at, String text) {
        return insertion(at, text.getBytes(StandardCharsets.UTF_8));
    }

    Range range() {
        return range;
    }

    byte[] replacement() {
        return replacement;
    }

    @Override
    public String toString() {
        return range + " becomes " + replacement.length + " octets";
    }
}
