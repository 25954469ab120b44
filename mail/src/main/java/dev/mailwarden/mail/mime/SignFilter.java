package dev.mailwarden.mail.mime;

/**
 * Takes out of quoted-printable what some readers pass over before they decode: an equals sign with
 * one digit behind it.
 */
final class SignFilter extends Decoder {

    private static final int NONE = -1;

    private final boolean lowerOnly;
    private final QuotedPrintableDecoder decoder =
            new QuotedPrintableDecoder(QuotedPrintableDecoder.Way.LITERAL);
    private final Sink filtered = new Sink();

    /** An equals sign, and the digit behind it, which are not yet decided on. */
    private boolean sign;

    private int digit = NONE;

    /**
     * Makes a filter.
     *
     * @param lowerOnly whether the digit goes if it is in lower case; otherwise it goes if no
     *     second one follows
     */
    SignFilter(boolean lowerOnly) {
        this.lowerOnly = lowerOnly;
    }

    @Override
    void feed(byte[] octets, int from, int to, Sink out) {
        filtered.clear();
        for (int i = from; i < to; i++) {
            take(octets[i]);
        }
        decoder.feed(filtered.octets(), 0, filtered.length(), out);
    }

    private void take(byte octet) {
        boolean hex = QuotedPrintableDecoder.hex(octet, false) >= 0;
        if (digit != NONE) {
            if (hex) {
                filtered.put('=');
                filtered.put(digit);
            }
            digit = NONE;
            sign = false;
        } else if (sign && hex) {
            if (!lowerOnly) {
                digit = octet;
                return;
            }
            sign = false;
            if (QuotedPrintableDecoder.hex(octet, true) < 0) {
                return;
            }
            filtered.put('=');
        } else if (sign) {
            filtered.put('=');
            sign = false;
        }
        if (octet == '=') {
            sign = true;
        } else {
            filtered.put(octet);
        }
    }

    @Override
    void end(Sink out) {
        filtered.clear();
        if (sign) {
            filtered.put('=');
        }
        if (digit != NONE) {
            filtered.put(digit);
        }
        decoder.feed(filtered.octets(), 0, filtered.length(), out);
        decoder.end(out);
    }
}
