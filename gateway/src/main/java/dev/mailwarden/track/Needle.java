package dev.mailwarden.track;

/**
 * Finds a piece of text in octets without regard to the case of ASCII letters, skipping ahead by
 * the text's length where it can (Horspool's search): a journal of a gigabyte is looked through in
 * a few seconds. Immutable.
 */
final class Needle {

    private final byte[] folded;
    private final int[] skips = new int[256];

    /**
     * Prepares a search.
     *
     * @param wanted at least one octet
     */
    Needle(byte[] wanted) {
        if (wanted.length == 0) {
            throw new IllegalArgumentException("nothing to look for");
        }
        folded = new byte[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            folded[i] = fold(wanted[i]);
        }
        for (int octet = 0; octet < skips.length; octet++) {
            skips[octet] = folded.length - 1 - lastBefore(fold((byte) octet), folded.length - 1);
        }
    }

    private int lastBefore(byte octet, int end) {
        for (int i = end - 1; i >= 0; i--) {
            if (folded[i] == octet) {
                return i;
            }
        }
        return -1;
    }

    private static byte fold(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 0x20) : octet;
    }

    /** {@return where the text begins in {@code [from, to)}, or -1} */
    int find(byte[] octets, int from, int to) {
        int last = folded.length - 1;
        int at = from;
        while (at <= to - folded.length) {
            byte end = octets[at + last];
            if (fold(end) == folded[last] && matches(octets, at)) {
                return at;
            }
            at += skips[end & 0xff];
        }
        return -1;
    }

    private boolean matches(byte[] octets, int at) {
        for (int i = 0; i < folded.length - 1; i++) {
            if (fold(octets[at + i]) != folded[i]) {
                return false;
            }
        }
        return true;
    }
}
