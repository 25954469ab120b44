package dev.mailwarden.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentSupplyTest {

    private static final int OCTETS = 8 << 20;

    @TempDir Path directory;

    /**
     * The next one may be made at any moment while this one is being taken, and its header names
     * the oldest: a start would set aside what is older.
     */
    @Test
    void aSegmentCountsFromWhenItIsMade() throws Exception {
        Segments segments = new Segments();
        SegmentSupply supply =
                new SegmentSupply(DiskVolume.at(directory), segments, new Random(1), OCTETS, 1, 0);
        supply.prepare();
        assertThat(segments.oldest().map(Segment::number)).contains(1);
        OpenSegment first = supply.take(0);
        supply.prepare();
        OpenSegment second = supply.take(0);
        assertThat(second.segment().header().oldest()).isEqualTo(1);
        first.close();
        second.close();
        supply.close();
    }
}
