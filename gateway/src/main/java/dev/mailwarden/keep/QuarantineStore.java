package dev.mailwarden.keep;

import dev.mailwarden.message.KeptId;
import dev.mailwarden.storage.BlobStore;
import dev.mailwarden.storage.Database;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * The quarantine of rules and of held failures (DATA-22): messages that wait for a decision.
 * Nothing is deleted to make room; when there is none, no more is taken and the mail is answered
 * 452. At its age limit an entry is {@link #due}, and ends as its rule says.
 */
public final class QuarantineStore extends MessageStore {

    /**
     * Opens the quarantine on a database with {@link Keep#SCHEMA}.
     *
     * @param node the name of this node, whose bodies these are
     * @param room asked at each copy
     */
    public QuarantineStore(Database database, String node, BlobStore bodies, Supplier<Room> room) {
        super(new Shelf("quarantine", new KeptStore(database, "quarantine", node), bodies, room));
    }

    @Override
    public long keep(KeptId id, InputStream body) throws IOException {
        if (shelf().isFull()) {
            throw shelf().full();
        }
        long octets = shelf().keep(id, body);
        if (shelf().isOver()) {
            shelf().drop(id);
            throw shelf().full();
        }
        return octets;
    }

    /** Whether no more is taken; whoever asks at RCPT or MAIL spares the client the transfer. */
    public boolean isFull() {
        return shelf().isFull();
    }

    /**
     * {@return entries whose end has come, the longest due first; they stay until they are deleted}
     */
    public List<KeptId> due(Instant now, int most) throws IOException {
        return shelf().rows().due(now, most);
    }
}
