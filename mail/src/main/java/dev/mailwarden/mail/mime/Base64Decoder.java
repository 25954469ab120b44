package dev.mailwarden.mail.mime;

import java.util.Arrays;

/**
 * Base64 (RFC 2045 §6.8) as mail readers take it. They agree on text that follows the rule; of any
 * other each makes its own, and there is a {@link Way} for each kind of them.
 */
final class Base64Decoder extends Decoder {

    /** What is done with padding and with octets that do not belong. */
    enum Way {
        /** Padding ends a group, and another may follow; other octets are passed over. */
        GROUPS,

        /** The first padding ends all. */
        TO_PADDING,

        /** Padding is passed over like other octets that do not belong. */
        WITHOUT_PADDING,

        /** Each four characters are a group by themselves, wherever padding stands in them. */
        FOURS,

        /** Each line is by itself. */
        LINES,

        /** Each line is by itself, and what is over of its groups of four is passed over. */
        LINES_OF_FOURS,

        /** A line with an octet that does not belong is passed over. */
        CLEAN_LINES,

        /** From an octet that does not belong, the rest of the line is passed over. */
        TO_FOREIGN
    }

    static final int PAD = -2;
    private static final int FOREIGN = -1;
    private static final int LINE_END = -3;
    private static final int SPACE = -4;

    private static final byte[] VALUES = new byte[256];

    static {
        Arrays.fill(VALUES, (byte) FOREIGN);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
        VALUES['='] = PAD;
        VALUES['\n'] = LINE_END;
        VALUES['\r'] = LINE_END;
        VALUES[' '] = SPACE;
        VALUES['\t'] = SPACE;
    }

    /** Digits of one line that are kept until it is known whether it is clean. */
    private static final int MAX_LINE = 1 << 16;

    private final Way way;
    private int bits;
    private int count;
    private int characters;
    private boolean ended;
    private boolean foreignInLine;

    /** For {@link Way#CLEAN_LINES} and {@link Way#LINES_OF_FOURS}: digits not yet decoded. */
    private final Sink kept = new Sink();

    Base64Decoder(Way way) {
        this.way = way;
    }

    /** The value of a digit, {@link #PAD}, or another number below zero. */
    static int value(byte octet) {
        return VALUES[octet & 0xff];
    }

    static boolean isLineEnd(int value) {
        return value == LINE_END;
    }

    static boolean isForeign(int value) {
        return value == FOREIGN;
    }

    @Override
    void feed(byte[] octets, int from, int to, Sink out) {
        for (int i = from; i < to && !ended; i++) {
            int value = VALUES[octets[i] & 0xff];
            if (value >= 0) {
                digit(value, out);
            } else if (value == PAD) {
                pad();
            } else if (value == LINE_END) {
                endLine(out);
            } else if (value == FOREIGN) {
                foreignInLine = true;
            }
        }
    }

    private void digit(int value, Sink out) {
        switch (way) {
            case GROUPS, TO_PADDING, WITHOUT_PADDING, LINES -> decode(value, out);
            case FOURS -> {
                decode(value, out);
                character();
            }
            case TO_FOREIGN -> {
                if (!foreignInLine) {
                    decode(value, out);
                }
            }
            case CLEAN_LINES -> {
                if (kept.length() < MAX_LINE) {
                    kept.put(value);
                }
            }
            case LINES_OF_FOURS -> four(value, out);
        }
    }

    private void four(int value, Sink out) {
        kept.put(value);
        if (kept.length() == 4) {
            flush(out);
        }
    }

    private void flush(Sink out) {
        for (int i = 0; i < kept.length(); i++) {
            decode(kept.octets()[i], out);
        }
        kept.clear();
    }

    private void decode(int value, Sink out) {
        bits = (bits << 6) | value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            out.put(bits >> count);
        }
    }

    private void pad() {
        switch (way) {
            case GROUPS, LINES, CLEAN_LINES, LINES_OF_FOURS, TO_FOREIGN -> reset();
            case TO_PADDING -> ended = true;
            case FOURS -> character();
            case WITHOUT_PADDING -> {}
        }
    }

    private void character() {
        if (++characters == 4) {
            characters = 0;
            reset();
        }
    }

    private void endLine(Sink out) {
        switch (way) {
            case LINES -> reset();
            case LINES_OF_FOURS -> {
                reset();
                kept.clear();
            }
            case CLEAN_LINES -> {
                if (!foreignInLine) {
                    flush(out);
                }
                kept.clear();
            }
            case GROUPS, TO_PADDING, WITHOUT_PADDING, FOURS, TO_FOREIGN -> {}
        }
        foreignInLine = false;
    }

    private void reset() {
        bits = 0;
        count = 0;
    }

    @Override
    void end(Sink out) {
        endLine(out);
    }
}
