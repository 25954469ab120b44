package dev.mailwarden.mail.mime;

/** What lines of octets are like, as bits. */
final class LineFacts {

    static final int LINE_FEED = 1;
    static final int RETURN = 1 << 1;

    static final int NUL = 1 << 2;

    /** Other control characters than tab, line feed and carriage return. */
    static final int CONTROL = 1 << 3;

    static final int EIGHT_BIT = 1 << 4;
    static final int BARE_RETURN = 1 << 5;
    static final int BARE_FEED = 1 << 6;
    static final int CRLF = 1 << 7;
    static final int LONG_LINE = 1 << 8;

    /** A line begins with two hyphens. */
    static final int DASHES = 1 << 9;

    /** A line begins with {@code begin }, as uuencoded files do. */
    static final int UU_BEGIN = 1 << 10;

    /** A line begins with {@code =ybegin }. */
    static final int YENC_BEGIN = 1 << 11;

    /** A line begins with {@code (This file must be converted with BinHex}. */
    static final int BINHEX_BEGIN = 1 << 12;

    private static final byte[] UU = LineTokens.ascii("begin ");
    private static final byte[] YENC = LineTokens.ascii("=ybegin ");
    private static final byte[] BINHEX =
            LineTokens.ascii("(This file must be converted with BinHex");

    private static final byte[] KINDS = new byte[256];

    static {
        for (int i = 0; i < 256; i++) {
            KINDS[i] = (byte) (i >= 0x80 ? EIGHT_BIT : i < ' ' || i == 0x7f ? CONTROL : 0);
        }
        KINDS[0] = NUL;
        KINDS['\t'] = 0;
        KINDS['\n'] = LINE_FEED;
        KINDS['\r'] = RETURN;
    }

    private LineFacts() {}

    static int kind(byte octet) {
        return KINDS[octet & 0xff];
    }

    /** {@return what the beginning of a line tells} */
    static int beginningWith(byte[] octets, int from, int to) {
        if (from == to) {
            return 0;
        }
        return switch (octets[from]) {
            case '-' -> from + 1 < to && octets[from + 1] == '-' ? DASHES : 0;
            case 'b', 'B' -> LineTokens.startsWith(octets, from, to, UU) ? UU_BEGIN : 0;
            case '=' -> LineTokens.startsWith(octets, from, to, YENC) ? YENC_BEGIN : 0;
            case '(' -> LineTokens.startsWith(octets, from, to, BINHEX) ? BINHEX_BEGIN : 0;
            default -> 0;
        };
    }

    static boolean has(int facts, int fact) {
        return (facts & fact) != 0;
    }
}
