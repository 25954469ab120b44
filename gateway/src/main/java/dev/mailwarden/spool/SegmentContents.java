package dev.mailwarden.spool;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What was found in one segment.
 *
 * @param frames in the order of the log
 * @param damaged regions that should hold frames and do not
 * @param torn regions at the end of the log that were never acknowledged
 */
record SegmentContents(List<Entry> frames, List<Region> damaged, List<Region> torn) {

    static final SegmentContents EMPTY = new SegmentContents(List.of(), List.of(), List.of());

    /**
     * One frame without its content.
     *
     * @param records little-endian
     */
    record Entry(
            FrameHeader.Type type,
            int offset,
            long lsn,
            ByteBuffer records,
            int eventsLength,
            int contentLength) {

        boolean isKept() {
            return type == FrameHeader.Type.MESSAGE;
        }

        boolean isOfUsers() {
            return type == FrameHeader.Type.MESSAGE || type == FrameHeader.Type.NOTE;
        }
    }
}
