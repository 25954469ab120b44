package dev.mailwarden.unpack.read;

import java.util.Arrays;

/**
 * One header block of a tar archive: POSIX ustar, GNU, or Unix version 7.
 *
 * @param at where it stands
 * @param type one character
 * @param name with the prefix of ustar
 * @param size of the content that follows in octets; -1 if it cannot be
 * @param soundness whether its check sum agrees
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TarHeader(long at, char type, byte[] name, byte[] target, long size, boolean soundness) {

    static final int BLOCK = 512;

    private static final int SIZE = 124;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int TARGET = 157;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int FIELD = 12;

    /** Whether nothing but zeros stands there; two such blocks end an archive. */
    static boolean isZero(Container container, long at) {
        for (int i = 0; i < BLOCK; i += 8) {
            if (container.number64(at + i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether a reader may take the block for a header. */
    static boolean isThere(Container container, long at) {
        return container.has(at, BLOCK) && (isSound(container, at) || isUstar(container, at));
    }

    private static boolean isUstar(Container container, long at) {
        return Arrays.equals(container.copy(at + MAGIC, 5), new byte[] {'u', 's', 't', 'a', 'r'});
    }

    /** Some old writers summed signed octets. */
    private static boolean isSound(Container container, long at) {
        long declared = number(container.copy(at + CHECKSUM, 8));
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean inside = i >= CHECKSUM && i < CHECKSUM + 8;
            int octet = inside ? ' ' : container.octet(at + i);
            unsigned += octet;
            signed += (byte) octet;
        }
        return declared == unsigned || declared == signed;
    }

    static TarHeader read(Container container, long at) {
        byte[] name = text(container, at, 100);
        byte[] prefix = text(container, at + PREFIX, 155);
        boolean posix = isUstar(container, at) && container.octet(at + MAGIC + 5) == 0;
        return new TarHeader(
                at,
                (char) container.octet(at + TYPE),
                posix && prefix.length > 0 ? joined(prefix, name) : name,
                text(container, at + TARGET, 100),
                number(container.copy(at + SIZE, FIELD)),
                isSound(container, at));
    }

    private static byte[] joined(byte[] prefix, byte[] name) {
        byte[] result = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        result[prefix.length] = '/';
        System.arraycopy(name, 0, result, prefix.length + 1, name.length);
        return result;
    }

    private static byte[] text(Container container, long at, int most) {
        int length = 0;
        while (length < most && container.octet(at + length) != 0) {
            length++;
        }
        return container.copy(at, length);
    }

    /** {@return a number in octal digits, or in GNU's base 256; -1 if it is neither} */
    static long number(byte[] field) {
        return (field[0] & 0x80) != 0 ? binary(field) : octal(field);
    }

    private static long binary(byte[] field) {
        long value = field[0] & 0x3f;
        for (int i = 1; i < field.length; i++) {
            if (value >>> 55 != 0) {
                return -1;
            }
            value = (value << 8) | (field[i] & 0xff);
        }
        return (field[0] & 0x40) != 0 ? -1 : value;
    }

    private static long octal(byte[] field) {
        int i = 0;
        while (i < field.length && field[i] == ' ') {
            i++;
        }
        long value = 0;
        while (i < field.length && field[i] >= '0' && field[i] <= '7') {
            value = (value << 3) | (field[i] - '0');
            i++;
        }
        return i == field.length || field[i] == ' ' || field[i] == 0 ? value : -1;
    }

    /** {@return where content of a length ends, blocks being whole} */
    long after(long length) {
        long blocks = length / BLOCK + (length % BLOCK == 0 ? 0 : 1);
        return blocks > (Long.MAX_VALUE - content()) / BLOCK
                ? Long.MAX_VALUE
                : content() + blocks * BLOCK;
    }

    long content() {
        return at + BLOCK;
    }
}
