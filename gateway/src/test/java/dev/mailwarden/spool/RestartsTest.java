package dev.mailwarden.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many starts with mail that waits: each leaves a segment that is not full. */
class RestartsTest {

    private static final int STARTS = 100;

    /** What lives takes four, garbage four more, and there are the open and the ready one. */
    private static final int MOST_SEGMENTS = 12;

    @ParameterizedTest(name = "orderly ends: {0}")
    @ValueSource(booleans = {true, false})
    void takeNoMoreOfTheDiskThanTheirMailDoes(boolean orderly) throws IOException {
        TestDisk disk = new TestDisk();
        Story story = new Story(disk, 5);
        for (int i = 0; i < STARTS; i++) {
            assertThat(story.start().isWhole()).isTrue();
            story.receive(1);
            story.housekeeping();
            assertThat(count(disk, "segment-"))
                    .as("after start %d", i)
                    .isLessThanOrEqualTo(MOST_SEGMENTS);
            if (orderly) {
                story.end();
            }
        }
        story.start();
        assertThat(story.mailbox.live.keySet()).isEqualTo(story.acked.keySet()).hasSize(STARTS);
        for (int id : List.copyOf(story.mailbox.live.keySet())) {
            story.deliver(id);
        }
        story.work();
        story.housekeeping();
        story.housekeeping();
        assertThat(count(disk, "segment-")).isLessThanOrEqualTo(2);
        assertThat(story.judge(disk.copy(), disk.now())).isEmpty();
    }

    /** An empty segment of 128 MiB would take a cold disk most of a second. */
    @ParameterizedTest(name = "orderly ends: {0}")
    @ValueSource(booleans = {true, false})
    void readNothingOfASegmentThatWasReadyAndNotUsed(boolean orderly) throws IOException {
        TestDisk disk = new TestDisk();
        Story story = new Story(disk, 6);
        story.start();
        story.receive(1);
        story.spool.keeper().step();
        String unused = disk.log().list().stream().sorted().toList().getLast();
        if (orderly) {
            story.end();
        }
        List<Long> reads = new ArrayList<>();
        disk.fail(op -> {
            if (op.kind() == TestDisk.Kind.READ && op.name().equals(unused)) {
                reads.add(op.position());
            }
            return false;
        });
        story.start();
        assertThat(reads).allMatch(position -> position < SegmentHeader.OCTETS);
    }

    private static long count(TestDisk disk, String prefix) throws IOException {
        return disk.log().list().stream().filter(name -> name.startsWith(prefix)).count();
    }
}
