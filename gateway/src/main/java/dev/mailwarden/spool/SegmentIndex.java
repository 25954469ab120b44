package dev.mailwarden.spool;

import dev.mailwarden.mail.ForeignOctets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/** Reads the index at the end of a sealed segment, if there is one that holds. */
@ForeignOctets
final class SegmentIndex {

    private SegmentIndex() {}

    static Optional<List<SegmentContents.Entry>> read(SegmentHeader header, Volume.Reader reader) {
        int trailerOffset = header.capacity() - SegmentTrailer.OCTETS;
        if (trailerOffset < SegmentHeader.OCTETS) {
            return Optional.empty();
        }
        ByteBuffer trailer = Salvage.bytes(reader, trailerOffset, SegmentTrailer.OCTETS);
        OptionalInt offset = SegmentTrailer.decode(trailer, header);
        if (offset.isEmpty()
                || offset.getAsInt() < SegmentHeader.OCTETS
                || offset.getAsInt() > trailerOffset) {
            return Optional.empty();
        }
        int at = offset.getAsInt();
        ByteBuffer head = Salvage.bytes(reader, at, FrameHeader.OCTETS);
        return FrameHeader.read(head, 0, header, at)
                .filter(frame -> frame.type() == FrameHeader.Type.INDEX)
                .flatMap(frame -> checked(reader, at, frame))
                .map(SegmentIndex::parse);
    }

    /** Records and events of a frame that was found at an offset, if their checksum holds. */
    static Optional<ByteBuffer> checked(Volume.Reader reader, int at, FrameHeader frame) {
        ByteBuffer octets =
                Salvage.bytes(
                        reader,
                        at + FrameHeader.OCTETS,
                        frame.recordsLength() + frame.eventsLength());
        CRC32C crc = new CRC32C();
        crc.update(octets.duplicate());
        return (int) crc.getValue() == frame.metaCrc() ? Optional.of(octets) : Optional.empty();
    }

    private static List<SegmentContents.Entry> parse(ByteBuffer octets) {
        List<SegmentContents.Entry> entries = new ArrayList<>();
        while (octets.remaining() >= IndexWriter.ENTRY) {
            int type = octets.getInt();
            int offset = octets.getInt();
            int recordsLength = octets.getInt();
            int eventsLength = octets.getInt();
            int contentLength = octets.getInt();
            long lsn = octets.getLong();
            ByteBuffer records =
                    octets.slice(octets.position(), recordsLength).order(ByteOrder.LITTLE_ENDIAN);
            octets.position(octets.position() + recordsLength);
            FrameHeader.Type.of(type)
                    .ifPresent(known ->
                            entries.add(
                                    new SegmentContents.Entry(
                                            known,
                                            offset,
                                            lsn,
                                            records,
                                            eventsLength,
                                            contentLength)));
        }
        return entries;
    }
}
