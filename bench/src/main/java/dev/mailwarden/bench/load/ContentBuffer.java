package dev.mailwarden.bench.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Gathers the content after a 354 and takes out the dot-stuffing (RFC 5321 §4.5.2). Only {@code
 * CRLF . CRLF} ends it.
 *
 * <p>Looks eight octets at a time for dots, which are rare, rather than at every line.
 */
final class ContentBuffer {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long DOTS = ONES * '.';

    private byte[] content = new byte[16 * 1024];
    private int length;
    private int scanned;
    private boolean complete;

    void clear() {
        length = 0;
        scanned = 0;
        complete = false;
    }

    /** Takes wire octets and returns the position after the final dot, or {@code to}. */
    int take(byte[] octets, int from, int to) {
        takeExactly(octets, from, to);
        return to - scan();
    }

    /** Takes octets as they are, as BDAT sends them. */
    void takeExactly(byte[] octets, int from, int to) {
        int added = to - from;
        if (length + added > content.length) {
            content = Arrays.copyOf(content, Math.max(length + added, 2 * content.length));
        }
        System.arraycopy(octets, from, content, length, added);
        length += added;
    }

    boolean isComplete() {
        return complete;
    }

    byte[] octets() {
        return content;
    }

    int length() {
        return length;
    }

    /** Unstuffs what is new and returns how many octets lie behind the final dot. */
    private int scan() {
        int at = nextDot(scanned);
        while (at < length) {
            if (!atLineStart(at)) {
                at = nextDot(at + 1);
                continue;
            }
            if (length - at < 3) {
                scanned = at; // whether it is the final dot is still to come
                return 0;
            }
            if (content[at + 1] == '\r' && content[at + 2] == '\n') {
                int behind = length - at - 3;
                length = at;
                complete = true;
                return behind;
            }
            System.arraycopy(content, at + 1, content, at, length - at - 1);
            length--;
            at = nextDot(at + 1);
        }
        scanned = length;
        return 0;
    }

    private boolean atLineStart(int at) {
        return at == 0 || (at >= 2 && content[at - 1] == '\n' && content[at - 2] == '\r');
    }

    private int nextDot(int from) {
        int at = from;
        while (at + 8 <= length) {
            long difference = (long) LONGS.get(content, at) ^ DOTS;
            long hits = (difference - ONES) & ~difference & HIGH_BITS;
            if (hits != 0) {
                return at + Long.numberOfTrailingZeros(hits) / 8;
            }
            at += 8;
        }
        while (at < length && content[at] != '.') {
            at++;
        }
        return at;
    }
}
