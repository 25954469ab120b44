package dev.mailwarden.mail.mime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One field of a header block, a slice of its octets. */
public final class HeaderField {

    private final byte[] octets;
    private final int start;
    private final int colon;
    private final int end;

    HeaderField(byte[] octets, int start, int colon, int end) {
        this.octets = octets;
        this.start = start;
        this.colon = colon;
        this.end = end;
    }

    /** The name as written, without white space before the colon. */
    public String name() {
        int nameEnd = nameEnd(octets, start, colon);
        return new String(octets, start, nameEnd - start, StandardCharsets.US_ASCII);
    }

    /**
     * The value without its folding (RFC 5322 §2.2.3) and without white space around it. Octets
     * that are not UTF-8 become U+FFFD; encoded words stay as they are.
     */
    public String value() {
        byte[] unfolded = new byte[end - colon - 1];
        int length = 0;
        for (int i = colon + 1; i < end; i++) {
            boolean lineEnd = octets[i] == '\n' || (octets[i] == '\r' && isBeforeLineFeed(i));
            if (!lineEnd) {
                unfolded[length++] = octets[i];
            }
        }
        return new String(unfolded, 0, length, StandardCharsets.UTF_8).strip();
    }

    /** The octets of the whole field with name and folding, behind its last line end. */
    public byte[] raw() {
        return Arrays.copyOfRange(octets, start, end);
    }

    /** {@return where the field starts in the octets of its block} */
    public int start() {
        return start;
    }

    /** {@return the index behind the last line end of the field} */
    public int end() {
        return end;
    }

    static int nameEnd(byte[] octets, int start, int colon) {
        int i = colon;
        while (i > start && (octets[i - 1] == ' ' || octets[i - 1] == '\t')) {
            i--;
        }
        return i;
    }

    private boolean isBeforeLineFeed(int i) {
        return i + 1 < end && octets[i + 1] == '\n';
    }

    @Override
    public String toString() {
        return name() + ": " + value();
    }
}
