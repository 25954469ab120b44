package dev.mailwarden.keep;

import dev.mailwarden.message.DamagedContentException;
import dev.mailwarden.message.Kept;
import dev.mailwarden.message.KeptId;
import dev.mailwarden.storage.BlobStore;
import dev.mailwarden.storage.StorageException;
import dev.mailwarden.storage.StorageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows and bodies together, as both stores need them. A body is there before its row and goes after
 * it, so that a row without a body is always a fault.
 */
final class Shelf {

    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);

    private final String name;
    private final KeptStore rows;
    private final BlobStore bodies;
    private final Supplier<Room> room;

    /**
     * Joins them.
     *
     * @param name for people
     * @param room asked at each copy
     */
    Shelf(String name, KeptStore rows, BlobStore bodies, Supplier<Room> room) {
        this.name = name;
        this.rows = rows;
        this.bodies = bodies;
        this.room = room;
    }

    KeptStore rows() {
        return rows;
    }

    /** Whether more is there than may be. */
    boolean isOver() {
        Room limits = room.get();
        return bodies.octets() > limits.octets() || bodies.count() > limits.messages();
    }

    /** Whether nothing more fits. */
    boolean isFull() {
        Room limits = room.get();
        return bodies.octets() >= limits.octets() || bodies.count() >= limits.messages();
    }

    StorageException full() {
        return new StorageException(Reason.FULL, "the %s is full".formatted(name));
    }

    long keep(KeptId id, InputStream body) throws IOException {
        return bodies.put(id.toString(), body);
    }

    /** Makes a row for a body. {@return false if there was one} */
    boolean enter(Kept copy) throws IOException {
        if (!bodies.has(copy.id().toString())) {
            throw new DamagedContentException("%s: the body is gone".formatted(name));
        }
        return rows.insert(copy);
    }

    /** Takes back a body that was not entered. */
    void drop(KeptId id) throws IOException {
        bodies.delete(id.toString());
    }

    Optional<InputStream> open(KeptId id) throws IOException {
        return bodies.open(id.toString());
    }

    boolean delete(KeptId id) throws IOException {
        boolean was = rows.delete(id);
        return bodies.delete(id.toString()) || was;
    }

    Usage usage() throws IOException {
        Room limits = room.get();
        return new Usage(
                bodies.count(),
                bodies.octets(),
                limits.messages(),
                limits.octets(),
                rows.oldestAt());
    }

    /**
     * Deletes bodies that were there at the start and that neither a row nor a frame names: what a
     * crash left between the two steps.
     */
    Reconciled reconcile(Collection<KeptId> promised) throws IOException {
        Set<String> wanted = new HashSet<>();
        List<KeptId> bodiless = new ArrayList<>();
        for (KeptId id : rows.all()) {
            wanted.add(id.toString());
            if (!bodies.has(id.toString())) {
                bodiless.add(id);
            }
        }
        promised.forEach(id -> wanted.add(id.toString()));
        int orphans = bodies.sweep(wanted);
        if (orphans > 0) {
            LOG.info("{}: deleted {} bodies that a crash left without a row", name, orphans);
        }
        if (!bodiless.isEmpty()) {
            LOG.error("CRITICAL: {}: the bodies of {} are gone", name, bodiless);
        }
        return new Reconciled(orphans, bodiless);
    }

    /**
     * Makes rows for bodies that have none, when the rows were lost.
     *
     * @return how many
     */
    int restore() throws IOException {
        List<String> ids = new ArrayList<>();
        bodies.forEach(ids::add);
        int restored = 0;
        for (String text : ids) {
            Optional<KeptId> id = KeptId.parse(text);
            if (id.isPresent() && rows.insert(ofBody(id.get()))) {
                restored++;
            }
        }
        LOG.warn("{}: made rows of {} bodies; who sent them to whom is lost", name, restored);
        return restored;
    }

    /** What remains known when the row is lost: the id, and when the message came. */
    private static Kept ofBody(KeptId id) {
        Instant at = Instant.ofEpochMilli(id.journey().high() >>> 16);
        return new Kept(id, at, "", List.of(), "", "", "", "", "", "", "", "", 0, Optional.empty());
    }
}
