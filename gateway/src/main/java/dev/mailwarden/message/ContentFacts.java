package dev.mailwarden.message;

/**
 * What was noted while the content came in, so that nobody has to read it again to know.
 *
 * @param leadingDots a line begins with a dot, so DATA needs stuffing (RFC 5321 §4.5.2)
 * @param eightBitHeader an octet above 127 in the header
 * @param eightBitBody an octet above 127 in the body
 * @param longLines a line has more than 998 octets (RFC 5322 §2.1.1)
 * @param normalizedLineEnds a bare LF was turned into CRLF on a lenient listener, or the last CRLF
 *     was added to content that came in chunks without it
 */
public record ContentFacts(
        boolean leadingDots,
        boolean eightBitHeader,
        boolean eightBitBody,
        boolean longLines,
        boolean normalizedLineEnds) {

    /** Plain seven-bit text that needs nothing. */
    public static final ContentFacts PLAIN = new ContentFacts(false, false, false, false, false);
}
