package dev.mailwarden.mail.mime;

import java.util.Arrays;

/** BinHex 4.0 (RFC 1741 appendix A): gives the data fork; check sums are not checked. */
final class BinHexDecoder extends Decoder {

    private static final String ALPHABET =
            "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
    private static final byte[] VALUES = new byte[256];
    private static final int REPEAT = 0x90;

    /** Behind the name: version, type, creator, flags; then both lengths and a check sum. */
    private static final int BEFORE_LENGTHS = 11;

    private static final int HEADER = BEFORE_LENGTHS + 10;

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            VALUES[ALPHABET.charAt(i)] = (byte) i;
        }
    }

    private boolean begun;
    private boolean ended;
    private boolean atLineStart = true;
    private int bits;
    private int count;

    private int last;
    private boolean repeat;

    /** Octets behind the encoding: the length of the name first. */
    private long position;

    private int nameLength;
    private long dataLength;

    @Override
    void feed(byte[] octets, int from, int to, Sink out) {
        for (int i = from; i < to && !ended; i++) {
            byte octet = octets[i];
            if (!begun) {
                begun = octet == ':' && atLineStart;
            } else if (octet == ':') {
                ended = true;
            } else if (VALUES[octet & 0xff] >= 0) {
                digit(VALUES[octet & 0xff], out);
            }
            atLineStart = octet == '\n' || octet == '\r';
        }
    }

    private void digit(int value, Sink out) {
        bits = (bits << 6) | value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            compressed((bits >> count) & 0xff, out);
        }
    }

    private void compressed(int octet, Sink out) {
        if (repeat) {
            repeat = false;
            if (octet == 0) {
                last = REPEAT;
                plain(REPEAT, out);
            }
            for (int i = 1; i < octet; i++) {
                plain(last, out);
            }
        } else if (octet == REPEAT) {
            repeat = true;
        } else {
            last = octet;
            plain(octet, out);
        }
    }

    private void plain(int octet, Sink out) {
        if (position == 0) {
            nameLength = octet;
        }
        long behindName = position - 1 - nameLength;
        if (behindName >= BEFORE_LENGTHS && behindName < BEFORE_LENGTHS + 4) {
            dataLength = (dataLength << 8) | octet;
        }
        if (behindName >= HEADER && behindName < HEADER + dataLength) {
            out.put(octet);
        }
        position++;
    }
}
