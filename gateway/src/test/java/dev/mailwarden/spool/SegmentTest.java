package dev.mailwarden.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentTest {

    private static final int CAPACITY = 8 << 20;

    @TempDir Path directory;

    private Segment segment() throws IOException {
        Volume volume = DiskVolume.at(directory);
        volume.create("file").close();
        var header = new SegmentHeader(1, new Random(1).nextLong(), CAPACITY, 1, 0);
        return new Segment(header, volume.read("file"));
    }

    @Test
    void garbageIsCountedInTheThingsThatFramesHold() throws IOException {
        Segment segment = segment();
        segment.share(1);
        segment.share(9); // ten messages in one frame
        segment.holdsUpTo(CAPACITY);
        for (int i = 0; i < 9; i++) {
            segment.release();
        }
        assertThat(segment.garbageOctets()).isEqualTo(CAPACITY - CAPACITY / 10);
    }

    @Test
    void theSameIsCountedAfterAStart() throws IOException {
        Segment segment = segment();
        segment.found(10);
        segment.holdsUpTo(CAPACITY);
        segment.retain();
        assertThat(segment.garbageOctets()).isEqualTo(CAPACITY - CAPACITY / 10);
    }
}
