package dev.mailwarden.spool;

import dev.mailwarden.message.WrittenEvents;
import java.io.IOException;
import java.util.Random;

/** A spool on a disk that fails from a moment on. */
public final class BrittleSpool implements CommitListener {

    private final TestDisk disk = new TestDisk();

    /** Opens it, while the disk is sound. */
    public Spool open() throws IOException {
        return Spool.open(
                DirectoryLock.NONE,
                disk.log(),
                disk.blobs(),
                Spool.Options.DEFAULT,
                new Random(1),
                new Spool.Journaling(0, () -> Long.MAX_VALUE, this));
    }

    /**
     * From now on nothing can be synced: not what is written, nor a word that it does not count.
     */
    public void fail() {
        disk.fail(op -> op.kind() == TestDisk.Kind.FORCE || op.kind() == TestDisk.Kind.CREATE);
    }

    /** One sync fails; the next segment can be written. */
    public void failOnce() {
        boolean[] failed = {false};
        disk.fail(op -> {
            boolean now = op.kind() == TestDisk.Kind.FORCE && !failed[0];
            failed[0] |= now;
            return now;
        });
    }

    @Override
    public void durable(long lsn, WrittenEvents events) {
        // no journal
    }

    @Override
    public void failed(IOException cause) {
        // as was asked for
    }

    @Override
    public void recovered() {
        // after failOnce
    }
}
