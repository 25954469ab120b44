package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.mime.Octets;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Octets with some replaced; what is not replaced is read from the original. */
final class SplicedOctets implements Octets {

    private static final byte[] NOTHING = {};

    private final Octets original;
    private final long length;

    /** Where each piece begins here, in order. */
    private final long[] starts;

    /** Where it begins in the original, or in its own octets. */
    private final long[] sources;

    /** The octets of a piece that is new; empty for one of the original. */
    private final byte[][] fresh;

    /** Splices in order, none of which overlaps another. */
    SplicedOctets(Octets original, List<Splice> splices) {
        this.original = original;
        int most = splices.size() * 2 + 1;
        long[] begins = new long[most];
        long[] from = new long[most];
        byte[][] octets = new byte[most][];
        Arrays.fill(octets, NOTHING);
        int pieces = 0;
        long here = 0;
        long there = 0;
        for (Splice splice : splices) {
            long kept = splice.range().start() - there;
            if (kept > 0) {
                begins[pieces] = here;
                from[pieces++] = there;
                here += kept;
            }
            if (splice.replacement().length > 0) {
                begins[pieces] = here;
                octets[pieces++] = splice.replacement();
                here += splice.replacement().length;
            }
            there = splice.range().end();
        }
        if (there > original.length()) {
            throw new IllegalArgumentException("splices behind the end");
        }
        begins[pieces] = here;
        from[pieces++] = there;
        this.length = here + original.length() - there;
        this.starts = Arrays.copyOf(begins, pieces);
        this.sources = Arrays.copyOf(from, pieces);
        this.fresh = Arrays.copyOf(octets, pieces);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void copyTo(long position, byte[] into, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(position, count, length);
        Objects.checkFromIndexSize(offset, count, into.length);
        int piece = pieceAt(position);
        int done = 0;
        while (done < count) {
            long within = position + done - starts[piece];
            long end = piece + 1 < starts.length ? starts[piece + 1] : length;
            int some = (int) Math.min(count - done, end - starts[piece] - within);
            if (fresh[piece].length > 0) {
                System.arraycopy(fresh[piece], (int) within, into, offset + done, some);
            } else if (some > 0) {
                original.copyTo(sources[piece] + within, into, offset + done, some);
            }
            done += some;
            piece++;
        }
    }

    private int pieceAt(long position) {
        int found = Arrays.binarySearch(starts, position);
        return found >= 0 ? found : -found - 2;
    }
}
