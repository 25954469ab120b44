package dev.mailwarden.mail.mime;

/** Looks what stands behind the equals signs of quoted-printable, piece by piece. */
final class SignCheck {

    private static final int ELSEWHERE = 0;
    private static final int BEHIND_SIGN = 1;
    private static final int BEHIND_DIGIT = 2;
    private static final int IN_BLANKS = 3;

    private int state = ELSEWHERE;
    private boolean broken;
    private boolean upper;
    private boolean lower;

    void look(byte[] octets, int count) {
        for (int i = 0; i < count; i++) {
            byte octet = octets[i];
            if (state == ELSEWHERE) {
                if (octet == '=') {
                    state = BEHIND_SIGN;
                }
            } else {
                behindSign(octet);
            }
        }
    }

    private void behindSign(byte octet) {
        boolean digit = QuotedPrintableDecoder.hex(octet, false) >= 0;
        if (digit && state != IN_BLANKS) {
            upper |= octet >= 'A' && octet <= 'F';
            lower |= octet >= 'a';
            state = state == BEHIND_SIGN ? BEHIND_DIGIT : ELSEWHERE;
            return;
        }
        boolean mayEndLine = state != BEHIND_DIGIT;
        if (mayEndLine && (LineTokens.isBlank(octet) || octet == '\r')) {
            state = IN_BLANKS;
            return;
        }
        broken |= !(mayEndLine && octet == '\n');
        state = octet == '=' ? BEHIND_SIGN : ELSEWHERE;
    }

    /** Whether a sign begins nothing, or digits are upper-case here and lower-case there. */
    boolean isOdd() {
        return broken || state == BEHIND_DIGIT || (upper && lower);
    }
}
