package dev.mailwarden.keep;

import dev.mailwarden.message.Kept;
import dev.mailwarden.message.KeptId;
import dev.mailwarden.storage.BlobStore;
import dev.mailwarden.storage.Database;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The quarantine of rules and of held failures (DATA-22): messages that wait for a decision.
 * Nothing is deleted to make room; when there is none, no more is taken and the mail is answered
 * 452. At its age limit an entry is {@link #due}, and ends as its rule says.
 */
public final class QuarantineStore implements MessageStore {

    private final Shelf shelf;

    /**
     * Opens the quarantine on a database with {@link Keep#SCHEMA}.
     *
     * @param node the name of this node, whose bodies these are
     * @param room asked at each copy
     */
    public QuarantineStore(Database database, String node, BlobStore bodies, Supplier<Room> room) {
        shelf = new Shelf("quarantine", new KeptStore(database, "quarantine", node), bodies, room);
    }

    @Override
    public long keep(KeptId id, InputStream body) throws IOException {
        if (shelf.isFull()) {
            throw shelf.full();
        }
        long octets = shelf.keep(id, body);
        if (shelf.isOver()) {
            shelf.drop(id);
            throw shelf.full();
        }
        return octets;
    }

    /** Whether no more is taken; whoever asks at RCPT or MAIL spares the client the transfer. */
    public boolean isFull() {
        return shelf.isFull();
    }

    /**
     * {@return entries whose end has come, the longest due first; they stay until they are deleted}
     */
    public List<KeptId> due(Instant now, int most) throws IOException {
        return shelf.rows().due(now, most);
    }

    @Override
    public boolean enter(Kept copy) throws IOException {
        return shelf.rows().insert(copy);
    }

    @Override
    public Optional<Kept> get(KeptId id) throws IOException {
        return shelf.rows().get(id);
    }

    @Override
    public List<Kept> find(KeptQuery query) throws IOException {
        return shelf.rows().find(query);
    }

    @Override
    public Optional<InputStream> open(KeptId id) throws IOException {
        return shelf.open(id);
    }

    @Override
    public boolean delete(KeptId id) throws IOException {
        return shelf.delete(id);
    }

    @Override
    public void handedOver(KeptId id, Handover handover) throws IOException {
        shelf.rows().handedOver(id, handover);
    }

    @Override
    public List<Handover> handovers(KeptId id) throws IOException {
        return shelf.rows().handovers(id);
    }

    @Override
    public Usage usage() throws IOException {
        return shelf.usage();
    }

    Shelf shelf() {
        return shelf;
    }
}
