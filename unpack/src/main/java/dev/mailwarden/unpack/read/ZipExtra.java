package dev.mailwarden.unpack.read;

import java.util.Optional;

/** The extra field of a header (APPNOTE 4.5): pieces of number, length, octets. */
final class ZipExtra {

    private static final int HEAD = 4;
    private static final int NUMBER = 8;
    private static final long ELSEWHERE = 0xffff_ffffL;

    private final Container container;
    private final long at;
    private final long end;

    ZipExtra(Container container, long at, int length) {
        this.container = container;
        this.at = at;
        this.end = at + length;
    }

    /** {@return the octets of the first piece of a kind} */
    Optional<byte[]> value(int kind) {
        long piece = at;
        while (piece + HEAD <= end) {
            int length = container.number16(piece + 2);
            if (container.number16(piece) == kind && piece + HEAD + length <= end) {
                return Optional.of(container.copy(piece + HEAD, length));
            }
            piece += HEAD + length;
        }
        return Optional.empty();
    }

    Numbers numbers(int kind) {
        return new Numbers(value(kind).orElse(new byte[0]));
    }

    /**
     * Numbers of eight octets, which are there for those fields only that have no room for them.
     */
    static final class Numbers {

        private final byte[] octets;
        private int next;

        private Numbers(byte[] octets) {
            this.octets = octets;
        }

        /** {@return the field's value, or the next number if the field points here} */
        long next(long field) {
            if (field != ELSEWHERE || next + NUMBER > octets.length) {
                return field;
            }
            long value = 0;
            for (int i = NUMBER - 1; i >= 0; i--) {
                value = (value << 8) | (octets[next + i] & 0xff);
            }
            next += NUMBER;
            return value;
        }
    }
}
