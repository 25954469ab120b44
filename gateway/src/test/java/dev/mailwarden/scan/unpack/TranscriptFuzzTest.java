package dev.mailwarden.scan.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.Fuzzes;
import dev.mailwarden.unpack.protocol.Allowance;
import dev.mailwarden.unpack.protocol.EntryHead;
import dev.mailwarden.unpack.protocol.EntryKind;
import dev.mailwarden.unpack.protocol.EntryState;
import dev.mailwarden.unpack.protocol.Reply;
import dev.mailwarden.unpack.protocol.Reply.Outcome;
import dev.mailwarden.unpack.protocol.ReplyCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a worker writes: an answer that keeps the allowance, or an error. */
@Fuzzes({Transcript.class})
class TranscriptFuzzTest {

    private static final Allowance ALLOWANCE = new Allowance(1_000, 100, 1_000, 3, 1_000);

    @MethodSource("transcripts")
    @FuzzTest
    void anAnswerKeepsTheAllowance(byte[] octets) throws Exception {
        Room room = new Room(10_000);
        Scratch store = new Scratch(Path.of("/nowhere"), room);
        try (Opening opening = read(octets, store)) {
            if (opening instanceof Opening.Opened(Contents contents)) {
                assertThat(contents.entries()).hasSizeLessThanOrEqualTo(3);
                assertThat(contents.octets()).isLessThanOrEqualTo(1_000);
            }
        } catch (IOException e) {
            store.close();
        }
        assertThat(room.taken()).isZero();
    }

    private static Opening read(byte[] octets, Scratch store) throws IOException {
        return new Transcript(1, ALLOWANCE, store)
                .read(new DataInputStream(new ByteArrayInputStream(octets)));
    }

    static Stream<byte[]> transcripts() throws IOException {
        EntryHead head =
                new EntryHead(EntryKind.FILE, new byte[] {'a'}, "a", Set.of(), "", 1, 1, "stored");
        Reply done = new Reply.Done(1, new Outcome.Opened(), 1, 2, 0);
        return Stream.of(
                frames(
                        new Reply.Entry(head),
                        new Reply.Content(new byte[2]),
                        new Reply.End(EntryState.WHOLE, 2),
                        done),
                frames(new Reply.Content(new byte[2]), done),
                frames(new Reply.Entry(head), done),
                frames(new Reply.Done(2, new Outcome.Opened(), 0, 0, 0)),
                frames(new Reply.Ready("again")),
                new byte[] {-1, -1, -1, -1, 0});
    }

    private static byte[] frames(Reply... replies) throws IOException {
        var out = new ByteArrayOutputStream();
        for (Reply reply : replies) {
            ReplyCodec.write(new DataOutputStream(out), reply);
        }
        return out.toByteArray();
    }
}
