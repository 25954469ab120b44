package dev.mailwarden.track;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Reads a file of lines in large blocks of whole lines, through a handle of its own: the writer
 * goes on, and an interrupt of this thread closes this handle only. What follows the last line end
 * is no line. For one thread.
 */
final class LineBlocks implements Closeable {

    private static final int BLOCK = 1 << 20;

    /** Longer than any line of ours: an envelope of 1,000 recipients takes less than 2 MiB. */
    private static final int LONGEST_LINE = 16 << 20;

    private final FileChannel channel;
    private byte[] octets = new byte[BLOCK];
    private int end;
    private int filled;
    private long position;

    LineBlocks(Path file) throws IOException {
        this(file, 0);
    }

    /** Begins behind the first {@code from} octets. */
    LineBlocks(Path file, long from) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        channel.position(from);
        position = from;
    }

    /** {@return false at the end, else there is a block with at least one line} */
    boolean next() throws IOException {
        filled -= end;
        System.arraycopy(octets, end, octets, 0, filled);
        end = 0;
        while (end == 0) {
            if (filled == octets.length) {
                grow();
            }
            int count = channel.read(ByteBuffer.wrap(octets, filled, octets.length - filled));
            if (count < 0) {
                return false;
            }
            int searched = filled;
            filled += count;
            end = lastLineEnd(searched);
        }
        position += end;
        return true;
    }

    /** The block: whole lines in {@code [0, end)}. Valid until the next call of {@link #next}. */
    byte[] octets() {
        return octets;
    }

    int end() {
        return end;
    }

    /** {@return the octets up to the end of the last line seen} */
    long position() {
        return position;
    }

    private int lastLineEnd(int from) {
        for (int i = filled; i > from; i--) {
            if (octets[i - 1] == '\n') {
                return i;
            }
        }
        return 0;
    }

    /** Makes room for a longer line; one that is too long to be ours becomes a damaged line. */
    private void grow() {
        if (octets.length < LONGEST_LINE) {
            octets = Arrays.copyOf(octets, octets.length * 2);
        } else {
            octets[0] = '\n';
            position += filled - 1;
            filled = 1;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
