package dev.mailwarden.mail.mime;

import java.util.Arrays;

/** Where a decoder puts what it gives; used again and again. */
final class Sink {

    private static final int FIRST = 1 << 10;

    private byte[] octets = new byte[FIRST];
    private int length;

    void put(int octet) {
        if (length == octets.length) {
            octets = Arrays.copyOf(octets, length * 2);
        }
        octets[length++] = (byte) octet;
    }

    void put(byte[] more, int from, int to) {
        int count = to - from;
        if (count > octets.length - length) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + count));
        }
        System.arraycopy(more, from, octets, length, count);
        length += count;
    }

    byte[] octets() {
        return octets;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    byte[] copy() {
        return Arrays.copyOf(octets, length);
    }
}
