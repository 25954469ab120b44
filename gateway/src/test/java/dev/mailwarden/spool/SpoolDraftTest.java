package dev.mailwarden.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.WrittenEvents;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpoolDraftTest {

    private final DraftRoom room = new DraftRoom(1 << 20);

    @TempDir Path directory;

    /** The queue counts the octets of the messages it keeps in memory, and must not be deceived. */
    @ParameterizedTest(name = "{1} octets where {0} were expected")
    @CsvSource({
        "0, 1",
        "0, 5000",
        "4096, 4300",
        "65536, 10",
        "65536, 65800",
        "0, 131073",
        "0, 262144"
    })
    void keepsHardlyMoreThanTheMessage(long expected, int octets) throws Exception {
        byte[] message = new byte[octets];
        new Random(octets).nextBytes(message);
        var draft =
                new SpoolDraft(
                        new Blobs(DiskVolume.at(directory), new Random(1)),
                        room,
                        _ -> true,
                        expected);
        for (int at = 0; at < octets; at += 1000) {
            draft.write(message, at, Math.min(1000, octets - at));
        }
        var content = (InlineContent) draft.finish(ContentFacts.PLAIN);
        var read = new ByteArrayOutputStream();
        content.writeTo(read);
        assertThat(read.toByteArray()).isEqualTo(message);
        assertThat(content.room()).isLessThanOrEqualTo(2 * octets);
        for (int from = 0; from < octets; from += 777) {
            int count = Math.min(70_000, octets - from);
            byte[] piece = new byte[count + 2];
            content.open().read(from, piece, 1, count);
            assertThat(Arrays.equals(piece, 1, count + 1, message, from, from + count)).isTrue();
        }
        assertThatThrownBy(() -> content.open().read(octets, new byte[1], 0, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aMessageThatIsOnlyAnnouncedTakesLittleMemory() throws Exception {
        var blobs = new Blobs(DiskVolume.at(directory), new Random(1));
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var drafts = new ArrayList<SpoolDraft>();
        drafts.add(new SpoolDraft(blobs, room, _ -> true, 20 << 20)); // loads what is loaded once
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            drafts.add(new SpoolDraft(blobs, room, _ -> true, 20 << 20));
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / 100;
        assertThat(each).isLessThan(20 * 1024);
        assertThat(drafts).hasSize(101);
    }

    /** Many that never end share the room; what finds none left goes to the disk early. */
    @Test
    void whatFindsNoRoomInMemoryGoesToABlobAndReadsTheSame() throws Exception {
        Blobs blobs = new Blobs(DiskVolume.at(directory), new Random(1));
        byte[] octets = new byte[200_000];
        new Random(2).nextBytes(octets);
        List<SpoolDraft> drafts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            SpoolDraft draft = new SpoolDraft(blobs, room, _ -> true, octets.length);
            draft.write(octets, 0, octets.length);
            drafts.add(draft);
        }
        assertThat(room.taken()).isLessThanOrEqualTo(1 << 20);
        int early = 0;
        for (SpoolDraft draft : drafts) {
            Content content = draft.finish(ContentFacts.PLAIN);
            early += content instanceof BlobContent ? 1 : 0;
            var read = new ByteArrayOutputStream();
            content.writeTo(read);
            assertThat(read.toByteArray()).isEqualTo(octets);
            draft.close();
        }
        assertThat(early).isBetween(10, 19);
        assertThat(room.taken()).isZero();
    }

    /** Many variants of a message are to fit its frame, and not to stay in memory. */
    @Test
    void whatIsMadeForOneCommitGoesToBlobsBeforeItFillsTheFrame() throws Exception {
        Blobs blobs = new Blobs(DiskVolume.at(directory), new Random(1));
        Intake intake = new SpoolIntake(blobs, room, _ -> true).forOneCommit();
        List<StoredContent> contents = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Intake.Draft draft = intake.begin(200_000);
            draft.write(new byte[200_000], 0, 200_000);
            contents.add((StoredContent) draft.finish(ContentFacts.PLAIN));
        }
        byte[] cameIn = new byte[SpoolDraft.INLINE_OCTETS];
        contents.add(InlineContent.of(cameIn));
        assertThat(contents).filteredOn(InlineContent.class::isInstance).hasSize(4);
        assertThat(new Frame(new byte[0], WrittenEvents.NONE, contents, true).blobs()).hasSize(7);
    }
}
