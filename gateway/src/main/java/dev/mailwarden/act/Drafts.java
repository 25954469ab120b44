package dev.mailwarden.act;

import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.Range;
import dev.mailwarden.mail.smtp.DataDecoder;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Intake;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What is written because of one transaction. Closing throws away what was not committed. For one
 * thread.
 */
final class Drafts implements AutoCloseable {

    private static final int PIECE = 1 << 16;

    private final Intake intake;
    private final List<Intake.Draft> open = new ArrayList<>();

    Drafts(Intake intake) {
        this.intake = intake.forOneCommit();
    }

    /** Writes octets piece by piece, and notes what the edge would have noted of them. */
    Content write(Octets octets, boolean normalizedLineEnds) throws IOException {
        Intake.Draft draft = begin(octets.length());
        var watch = watch();
        byte[] piece = new byte[Math.clamp(octets.length(), 1, PIECE)];
        try (InputStream in = octets.stream(new Range(0, octets.length()))) {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                watch.decode(piece, 0, count);
                draft.write(piece, 0, count);
            }
        }
        watch.endOfChunks();
        return draft.finish(
                new ContentFacts(
                        watch.leadingDots(),
                        watch.eightBitHeader(),
                        watch.eightBitBody(),
                        watch.longLines(),
                        normalizedLineEnds));
    }

    /** Any octets, none of them changed. */
    private static DataDecoder watch() {
        return new DataDecoder(
                DataDecoder.Framing.BINARY, DataDecoder.Discipline.STRICT, (_, _, _) -> {});
    }

    /** Writes the same octets once more: each message of a commit has its own. */
    Content copy(Content content) throws IOException {
        Intake.Draft draft = begin(content.length());
        content.writeTo(
                new OutputStream() {
                    @Override
                    public void write(int octet) throws IOException {
                        draft.write(new byte[] {(byte) octet}, 0, 1);
                    }

                    @Override
                    public void write(byte[] octets, int offset, int length) throws IOException {
                        draft.write(octets, offset, length);
                    }
                });
        return draft.finish(content.facts());
    }

    private Intake.Draft begin(long octets) throws IOException {
        Intake.Draft draft = intake.begin(octets);
        open.add(draft);
        return draft;
    }

    @Override
    public void close() {
        open.forEach(Intake.Draft::close);
        open.clear();
    }
}
