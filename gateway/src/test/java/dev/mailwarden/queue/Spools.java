package dev.mailwarden.queue;

import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.spool.CommitListener;
import dev.mailwarden.spool.Spool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** Opens spools that nobody listens to. */
public final class Spools {

    private Spools() {}

    /** Opens a spool with small segments. */
    public static Spool open(Path directory) throws IOException {
        return Spool.open(
                directory,
                new Spool.Options(8 << 20),
                new Random(1),
                new Spool.Journaling(0, () -> Long.MAX_VALUE, new Nobody()));
    }

    private static final class Nobody implements CommitListener {

        @Override
        public void durable(long lsn, WrittenEvents events) {
            // no journal
        }

        @Override
        public void failed(IOException cause) {
            throw new IllegalStateException(cause);
        }

        @Override
        public void recovered() {
            // never failed
        }
    }
}
