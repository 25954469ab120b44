package dev.mailwarden.spool;

import dev.mailwarden.message.OutcomeUnknownException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A frame on its way through the committer. The thread that made it has framed and checksummed it;
 * the committer gives it its place and says how it ended.
 */
final class PendingFrame {

    private static final ByteBuffer PADDING = ByteBuffer.allocate(8).asReadOnlyBuffer();

    private final FrameHeader.Type type;
    private final Frame frame;
    private final boolean urgent;
    private final int metaCrc;
    private final List<BlobContent> blobs;
    private final List<InlineContent> inline;
    private final int contentLength;
    private final int contentCrc;
    private final Consumer<Location> whenDurable;
    private final Thread waiter = Thread.currentThread();

    private long lsn;
    private long location;
    private @Nullable IOException failure; // as all above, written before "ended" and read after
    private boolean outcomeUnknown;
    private volatile boolean ended;

    /**
     * @param urgent whether somebody waits: such a frame is synced at once
     * @param whenDurable called on the committer's thread once the frame is on stable storage; must
     *     be quick
     */
    PendingFrame(
            FrameHeader.Type type, Frame frame, boolean urgent, Consumer<Location> whenDurable) {
        this.type = type;
        this.frame = frame;
        this.urgent = urgent;
        this.whenDurable = whenDurable;
        CRC32C crc = new CRC32C();
        crc.update(frame.records());
        crc.update(frame.events().lines());
        this.metaCrc = (int) crc.getValue();
        this.blobs = frame.blobs();
        this.inline = frame.inline();
        this.contentLength = Frame.inlineOctets(frame.contents());
        this.contentCrc = inline.size() == 1 ? inline.getFirst().digest().crc32c() : crcOf(inline);
    }

    private static int crcOf(List<InlineContent> contents) {
        CRC32C crc = new CRC32C();
        contents.forEach(content -> content.update(crc));
        return (int) crc.getValue();
    }

    FrameHeader.Type type() {
        return type;
    }

    Frame frame() {
        return frame;
    }

    boolean isUrgent() {
        return urgent;
    }

    long lsn() {
        return lsn;
    }

    Location location() {
        return Location.unpack(location);
    }

    boolean hasBlob() {
        return !blobs.isEmpty();
    }

    /** From now on only the frame's end may delete its blobs. */
    void keepBlobs() {
        blobs.forEach(BlobContent::keep);
    }

    /** No frame names the blobs after all. */
    void giveBlobsBack() {
        blobs.forEach(BlobContent::giveBack);
    }

    int frameLength() {
        return FrameHeader.align(
                FrameHeader.OCTETS
                        + frame.records().length
                        + frame.events().length()
                        + contentLength);
    }

    /** Writes the frame at the buffer's position and returns its header. */
    FrameHeader encode(
            ByteBuffer buffer, SegmentHeader segment, long itsLsn, int syncedOffset, int offset) {
        lsn = itsLsn;
        location = new Location(segment.number(), offset).packed();
        FrameHeader header =
                new FrameHeader(
                        type,
                        segment.number(),
                        segment.salt(),
                        itsLsn,
                        syncedOffset,
                        frame.records().length,
                        frame.events().length(),
                        contentLength,
                        metaCrc,
                        contentCrc);
        int start = buffer.position();
        header.writeTo(buffer);
        buffer.put(frame.records()).put(frame.events().lines());
        inline.forEach(content -> content.copyTo(buffer));
        int used = buffer.position() - start;
        buffer.put(PADDING.slice(0, FrameHeader.align(used) - used));
        return header;
    }

    /** The frame is on stable storage. */
    void succeed() {
        whenDurable.accept(location());
        end();
    }

    /**
     * The frame is not there.
     *
     * @param mayReappear whether that could not be made sure: should the process end before it is,
     *     the next start may find the frame, and then it must find its blob
     */
    void fail(IOException cause, boolean mayReappear) {
        if (!mayReappear) {
            giveBlobsBack();
        }
        outcomeUnknown = mayReappear;
        failure = cause;
        end();
    }

    private void end() {
        ended = true;
        if (urgent) {
            LockSupport.unpark(waiter);
        }
    }

    /**
     * Waits, on the thread that made the frame, until it is on stable storage. An interrupt does
     * not end the wait, or nobody would know of a message that is there; it is kept for later.
     *
     * @param meanwhile done each time the thread wakes up
     * @throws SpoolFullException if there was no room
     * @throws OutcomeUnknownException if the next start may find it
     * @throws IOException if it is not there
     */
    Location await(Runnable meanwhile) throws IOException {
        boolean interrupted = false;
        while (!ended) {
            meanwhile.run();
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return outcome();
    }

    private Location outcome() throws IOException {
        return switch (failure) {
            case null -> location();
            case IOException cause when outcomeUnknown ->
                    throw new OutcomeUnknownException(
                            "not on stable storage, unless the process ends now: "
                                    + cause.getMessage(),
                            cause);
            case SpoolFullException full -> throw new SpoolFullException(full);
            case IOException cause ->
                    throw new IOException("not on stable storage: " + cause.getMessage(), cause);
        };
    }

    boolean hasEnded() {
        return ended;
    }
}
