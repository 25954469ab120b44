package dev.mailwarden.spool;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.Fuzzes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * F-13: any octets as a segment. The start succeeds, what is found was written once and is whole,
 * and a second start finds the same.
 */
@Fuzzes({
    Region.class,
    SegmentHeader.class,
    SegmentIndex.class,
    SegmentScan.class,
    SegmentTrailer.class
})
class SegmentFuzzTest {

    private static final int SEED = 13;

    @MethodSource("segments")
    @FuzzTest
    void aStartFindsOnlyWhatWasWritten(byte[] octets) {
        try {
            TestDisk disk = new TestDisk();
            TestDisk.File file = new TestDisk.File();
            file.write(0, octets, 0, octets.length);
            disk.log().put(Segment.nameOf(1), file);
            Story first = startOn(disk);
            assertThat(first.mailbox.live.keySet()).allMatch(id -> id > 0 && id < 1_000);
            TreeSet<Integer> found = new TreeSet<>(first.mailbox.live.keySet());
            assertThat(startOn(disk).mailbox.live.keySet()).isEqualTo(found);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Story startOn(TestDisk disk) throws IOException {
        disk.recordNothing();
        Story story = new Story(disk, 1);
        story.start();
        return story;
    }

    static Stream<byte[]> segments() throws IOException {
        Story story = new Story(new TestDisk(), SEED);
        story.start();
        while (story.next < 100) {
            story.receive(7);
            story.deliverSome(20);
            story.work();
        }
        story.end();
        Random random = new Random(SEED);
        return story.disk.log().list().stream()
                .filter(name -> name.startsWith("segment"))
                .map(name -> story.disk.log().file(name).toByteArray())
                .flatMap(whole -> Stream.of(whole, damaged(whole, random), damaged(whole, random)))
                .toList()
                .stream();
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] octets = whole.clone();
        for (int i = random.nextInt(1, 40); i > 0; i--) {
            octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return octets;
    }
}
