package dev.mailwarden.keep;

import dev.mailwarden.message.KeptId;
import dev.mailwarden.storage.BlobStore;
import dev.mailwarden.storage.Database;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Backup (DATA-11): copies of messages as they came, for as long as there is room. The oldest go
 * first.
 */
public final class BackupStore extends MessageStore {

    /** Copies deleted for one that comes, at most: nobody waits for more than that. */
    private static final int MOST_DELETED = 64;

    private final ReentrantLock trimming = new ReentrantLock();

    /**
     * Opens Backup on a database with {@link Keep#SCHEMA}.
     *
     * @param node the name of this node, whose bodies these are
     * @param room asked at each copy
     */
    public BackupStore(Database database, String node, BlobStore bodies, Supplier<Room> room) {
        super(new Shelf("Backup", new KeptStore(database, "backup", node), bodies, room));
    }

    @Override
    public long keep(KeptId id, InputStream body) throws IOException {
        long octets = shelf().keep(id, body);
        try {
            trim();
        } catch (IOException | RuntimeException e) {
            shelf().drop(id);
            throw e;
        }
        if (shelf().isOver() && shelf().rows().oldest(1).isEmpty()) {
            shelf().drop(id);
            throw shelf().full();
        }
        return octets;
    }

    /** Whoever comes while another deletes need not. */
    private void trim() throws IOException {
        if (!shelf().isOver() || !trimming.tryLock()) {
            return;
        }
        try {
            for (KeptId oldest : shelf().rows().oldest(MOST_DELETED)) {
                if (!shelf().isOver()) {
                    return;
                }
                shelf().delete(oldest);
            }
        } finally {
            trimming.unlock();
        }
    }
}
