package dev.mailwarden.act;

import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Intake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Takes messages into memory and counts what is not closed. */
public final class MemoryIntake implements Intake {

    public int open;

    /** As many drafts as may yet be begun. */
    public int room = Integer.MAX_VALUE;

    public record Memory(String text, ContentFacts facts) implements Content {

        @Override
        public long length() {
            return text.length();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** {@return the octets as characters, lines ending in LF} */
    public static String text(Content content) {
        return ((Memory) content).text().replace("\r\n", "\n");
    }

    @Override
    public Draft begin(long expectedOctets) throws IOException {
        if (room-- <= 0) {
            throw new IOException("no room");
        }
        open++;
        return new MemoryDraft();
    }

    private final class MemoryDraft implements Draft {

        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private boolean closed;

        @Override
        public void write(byte[] more, int offset, int length) {
            octets.write(more, offset, length);
        }

        @Override
        public long length() {
            return octets.size();
        }

        @Override
        public Content finish(ContentFacts facts) {
            return new Memory(octets.toString(StandardCharsets.ISO_8859_1), facts);
        }

        @Override
        public void close() {
            open -= closed ? 0 : 1;
            closed = true;
        }
    }
}
