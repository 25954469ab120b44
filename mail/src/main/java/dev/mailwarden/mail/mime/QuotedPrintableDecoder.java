package dev.mailwarden.mail.mime;

/**
 * Quoted-printable (RFC 2045 §6.7) as mail readers take it. Where an equals sign begins neither two
 * hexadecimal digits nor a line break, each makes its own of it.
 */
final class QuotedPrintableDecoder extends Decoder {

    /**
     * What is done with an equals sign that begins nothing.
     *
     * @param dropped octets that are passed over, the sign among them; 0 keeps all. White space
     *     behind a sign that is passed over goes with it
     * @param upperOnly whether lower-case digits are none, as the rule has it
     */
    record Way(int dropped, boolean upperOnly) {

        static final Way LITERAL = new Way(0, false);
    }

    private static final int NOTHING = -1;

    private final Way way;

    /** What stands behind an equals sign that is not yet decided on, in the order it came. */
    private final Sink open = new Sink();

    private boolean inSign;

    /** Octets to be passed over yet. */
    private int skip;

    /** White space that may turn out to stand before a line break, where it is dropped. */
    private final Sink blanks = new Sink();

    QuotedPrintableDecoder(Way way) {
        this.way = way;
    }

    @Override
    void feed(byte[] octets, int from, int to, Sink out) {
        for (int i = from; i < to; i++) {
            take(octets[i], out);
        }
    }

    private void take(byte octet, Sink out) {
        if (skip > 0) {
            skip--;
        } else if (inSign) {
            behindSign(octet, out);
        } else if (octet == '=') {
            flushBlanks(out);
            inSign = true;
        } else if (LineTokens.isBlank(octet)) {
            blanks.put(octet);
        } else {
            if (octet == '\r' || octet == '\n') {
                blanks.clear();
            }
            flushBlanks(out);
            out.put(octet);
        }
    }

    private void flushBlanks(Sink out) {
        for (int i = 0; i < blanks.length(); i++) {
            out.put(blanks.octets()[i]);
        }
        blanks.clear();
    }

    private void behindSign(byte octet, Sink out) {
        if (octet == '\n') {
            if (isBlankSoFar()) {
                leave();
                return;
            }
            giveUp(octet, out);
            return;
        }
        boolean firstDigit = open.length() == 0 && hex(octet) != NOTHING;
        boolean blank = isBlankSoFar() && (LineTokens.isBlank(octet) || octet == '\r');
        if (firstDigit || blank) {
            open.put(octet);
            return;
        }
        int high = open.length() == 1 ? hex(open.octets()[0]) : NOTHING;
        if (high != NOTHING && hex(octet) != NOTHING) {
            out.put((high << 4) | hex(octet));
            leave();
            return;
        }
        giveUp(octet, out);
    }

    private boolean isBlankSoFar() {
        for (int i = 0; i < open.length(); i++) {
            if (!LineTokens.isBlank(open.octets()[i]) && open.octets()[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private void leave() {
        open.clear();
        inSign = false;
    }

    /** The sign begins nothing; what was kept since, and this octet, are read as the way says. */
    private void giveUp(byte octet, Sink out) {
        byte[] rest = new byte[open.length() + 1];
        System.arraycopy(open.octets(), 0, rest, 0, open.length());
        rest[rest.length - 1] = octet;
        leave();
        int from = 0;
        if (way.dropped() == 0) {
            out.put('=');
            for (; from < rest.length - 1; from++) {
                out.put(rest[from]); // neither an equals sign nor the end of a line
            }
        } else {
            from = Math.min(way.dropped() - 1, rest.length);
            skip = way.dropped() - 1 - from;
            while (from < rest.length - 1 && LineTokens.isBlank(rest[from])) {
                from++;
            }
        }
        for (; from < rest.length; from++) {
            take(rest[from], out);
        }
    }

    @Override
    void end(Sink out) {
        flushBlanks(out);
        if (inSign && way.dropped() == 0 && !isBlankSoFar()) {
            out.put('=');
            for (int i = 0; i < open.length(); i++) {
                out.put(open.octets()[i]);
            }
        }
        leave();
    }

    private int hex(byte octet) {
        return hex(octet, way.upperOnly());
    }

    static int hex(byte octet, boolean upperOnly) {
        if (octet >= '0' && octet <= '9') {
            return octet - '0';
        }
        if (octet >= 'A' && octet <= 'F') {
            return octet - 'A' + 10;
        }
        return !upperOnly && octet >= 'a' && octet <= 'f' ? octet - 'a' + 10 : NOTHING;
    }
}
