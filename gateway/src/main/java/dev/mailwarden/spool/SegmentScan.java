package dev.mailwarden.spool;

import dev.mailwarden.mail.ForeignOctets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * Reads a segment without an index, frame by frame. Where a frame should be and is not, it looks
 * for the next one that holds: one bad octet costs one frame.
 *
 * <p>Every frame says up to where the segment was on stable storage when it was written. A bad
 * place before that was damaged later; a bad place behind the furthest such mark may have been torn
 * by a crash, and then nobody was promised what was there.
 */
@ForeignOctets
final class SegmentScan {

    private static final int WINDOW = 2 * Committer.MAX_FRAME;

    private final SegmentHeader header;
    private final Volume.Reader reader;
    private final List<Region> ignored;
    private final byte[] window;
    private ByteBuffer view = ByteBuffer.allocate(0);
    private int windowStart;

    private final List<SegmentContents.Entry> frames = new ArrayList<>();
    private final List<Region> bad = new ArrayList<>();
    private final List<Region> unreadable = new ArrayList<>();
    private int end = SegmentHeader.OCTETS;
    private int synced = SegmentHeader.OCTETS;
    private boolean ended;

    /**
     * @param ignored regions of this segment that were declared void
     */
    SegmentScan(SegmentHeader header, Volume.Reader reader, List<Region> ignored) {
        this.header = header;
        this.reader = reader;
        this.ignored = ignored;
        this.window = new byte[Math.min(WINDOW, header.capacity())];
    }

    /**
     * @param newest whether it is the newest segment with frames, whose end may be torn; every
     *     other one ends with its index or with a region that was declared void
     * @param length of the file, which should be the segment's capacity
     */
    SegmentContents read(boolean newest, long length) {
        walk();
        List<Region> damaged = new ArrayList<>(unreadable);
        List<Region> torn = new ArrayList<>();
        boolean mayBeTorn = newest && !ended;
        for (Region region : bad) {
            (mayBeTorn && region.start() >= synced ? torn : damaged).add(region);
        }
        if (length < header.capacity()) {
            damaged.add(
                    new Region(header.number(), (int) Math.max(length, end), header.capacity()));
        }
        if (mayBeTorn) {
            torn.add(new Region(header.number(), end, header.capacity()));
        } else if (!ended && length >= header.capacity() && endOfIgnored(end) == end) {
            damaged.add(new Region(header.number(), end, header.capacity()));
        }
        return new SegmentContents(frames, damaged, torn);
    }

    private void walk() {
        int position = SegmentHeader.OCTETS;
        int badSince = -1;
        while (position + FrameHeader.OCTETS <= header.capacity()) {
            int skipTo = endOfIgnored(position);
            Optional<FrameHeader> found = skipTo > position ? Optional.empty() : headerAt(position);
            if (skipTo == position && found.isEmpty()) {
                badSince = badSince < 0 ? position : badSince;
                position = nextCandidate(position + 8);
                continue;
            }
            if (badSince >= 0) {
                bad.add(new Region(header.number(), badSince, position));
                badSince = -1;
            }
            if (found.isPresent()) {
                FrameHeader frame = found.get();
                synced = Math.max(synced, frame.syncedOffset());
                if (frame.type() == FrameHeader.Type.INDEX) {
                    ended = true;
                    return;
                }
                add(position, frame);
                position += frame.frameLength();
                end = position;
            } else {
                position = skipTo;
            }
        }
        ended = indexOffset().equals(OptionalInt.of(end));
    }

    /** The index frame itself may be bad: the trailer still knows where the frames end. */
    private OptionalInt indexOffset() {
        return SegmentTrailer.decode(
                Salvage.bytes(
                        reader, header.capacity() - SegmentTrailer.OCTETS, SegmentTrailer.OCTETS),
                header);
    }

    private int endOfIgnored(int position) {
        int result = position;
        for (Region region : ignored) {
            if (region.contains(position)) {
                result = Math.max(result, region.end());
            }
        }
        return result;
    }

    /** The next place with a frame's magic, a void region or the end, whichever comes first. */
    private int nextCandidate(int from) {
        int position = from;
        while (position + FrameHeader.OCTETS <= header.capacity()) {
            load(position, FrameHeader.OCTETS);
            int last = windowStart + view.limit() - FrameHeader.OCTETS;
            for (; position <= last; position += 8) {
                if (FrameHeader.isMagic(view, position - windowStart)
                        || (!ignored.isEmpty() && endOfIgnored(position) > position)) {
                    return position;
                }
            }
        }
        return position;
    }

    private Optional<FrameHeader> headerAt(int position) {
        load(position, FrameHeader.OCTETS);
        return FrameHeader.read(view, position - windowStart, header, position);
    }

    private void add(int position, FrameHeader frame) {
        load(position, frame.frameLength());
        int metaStart = position - windowStart + FrameHeader.OCTETS;
        int metaLength = frame.recordsLength() + frame.eventsLength();
        Region region = new Region(header.number(), position, position + frame.frameLength());
        if (!holds(metaStart, metaLength, frame.metaCrc())) {
            bad.add(region);
            return;
        }
        if (!holds(metaStart + metaLength, frame.contentLength(), frame.contentCrc())) {
            bad.add(region);
        }
        byte[] records = new byte[frame.recordsLength()];
        view.get(metaStart, records);
        frames.add(
                new SegmentContents.Entry(
                        frame.type(),
                        position,
                        frame.lsn(),
                        ByteBuffer.wrap(records).order(ByteOrder.LITTLE_ENDIAN),
                        frame.eventsLength(),
                        frame.contentLength()));
    }

    private boolean holds(int start, int length, int expected) {
        if ((long) start + length > view.limit()) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(window, start, length);
        return (int) crc.getValue() == expected;
    }

    /** Moves the window so that it holds the octets from a position on, as far as there are any. */
    private void load(int position, int length) {
        boolean there = position >= windowStart && position + length <= windowStart + view.limit();
        boolean atEnd = windowStart + view.limit() >= header.capacity();
        if (there || (atEnd && position >= windowStart && view.limit() > 0)) {
            return;
        }
        int wanted = Math.min(window.length, header.capacity() - position);
        unreadable.addAll(Salvage.read(reader, window, wanted, header.number(), position));
        windowStart = position;
        view = ByteBuffer.wrap(window, 0, wanted).order(ByteOrder.LITTLE_ENDIAN);
    }
}
