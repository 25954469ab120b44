package dev.mailwarden.keep;

import dev.mailwarden.message.KeptId;
import dev.mailwarden.storage.Database;
import dev.mailwarden.storage.EncryptedFiles;
import dev.mailwarden.storage.KeyRing;
import dev.mailwarden.storage.Marker;
import dev.mailwarden.storage.Migrations;
import dev.mailwarden.storage.SqliteDatabase;
import dev.mailwarden.storage.StorageException;
import dev.mailwarden.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores of kept messages on one node: where their bodies and rows are, and what happens at the
 * start when the rows are damaged.
 */
public final class Keep implements AutoCloseable {

    /** What the database must have been opened with. */
    public static final List<Migrations> SCHEMA = List.of(KeptStore.SCHEMA);

    private static final Logger LOG = LoggerFactory.getLogger(Keep.class);

    private final Database database;
    private final Path mark;
    private final EncryptedFiles backupBodies;
    private final EncryptedFiles quarantineBodies;
    private final BackupStore backup;
    private final QuarantineStore quarantine;

    /**
     * The limits, asked at each copy.
     *
     * @param backup of Backup
     * @param quarantine of the quarantine
     */
    public record Limits(Supplier<Room> backup, Supplier<Room> quarantine) {}

    /**
     * Opens the stores with their rows in a file of their own.
     *
     * <p>If that file is missing or damaged, and then set aside, it is made anew, and {@link
     * #reconcile} makes rows of the bodies: they can be seen, downloaded and delivered, but what
     * was known of them is lost with the file.
     *
     * @param directory made if it is not there, 0700
     */
    public static Keep open(
            Path directory,
            String node,
            KeyRing ring,
            SecureRandom random,
            Limits limits,
            LongSupplier ticker)
            throws IOException {
        Path file = rows(directory);
        Database database;
        try {
            database = database(directory, ticker);
        } catch (StorageException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            Path aside = SqliteDatabase.setAside(file);
            LOG.error("CRITICAL: {} is damaged and was moved to {}", file, aside, e);
            database = database(directory, ticker);
        }
        return new Keep(database, directory, node, ring, random, limits);
    }

    /** A new file says so beside itself, before it is there, until the bodies have their rows. */
    private static Database database(Path directory, LongSupplier ticker) throws IOException {
        Path file = rows(directory);
        if (!Files.exists(file)) {
            Marker.set(mark(directory));
        }
        return SqliteDatabase.open(file, SqliteDatabase.Options.DURABLE, SCHEMA, ticker);
    }

    private static Path rows(Path directory) {
        return directory.resolve("kept.db");
    }

    private static Path mark(Path directory) {
        return directory.resolve("rows-are-new");
    }

    /**
     * Opens the stores with their rows in a database that nodes share.
     *
     * @param database opened with {@link #SCHEMA}; closed with this
     */
    public static Keep open(
            Database database,
            Path directory,
            String node,
            KeyRing ring,
            SecureRandom random,
            Limits limits)
            throws IOException {
        return new Keep(database, directory, node, ring, random, limits);
    }

    private Keep(
            Database database,
            Path directory,
            String node,
            KeyRing ring,
            SecureRandom random,
            Limits limits)
            throws IOException {
        this.database = database;
        mark = mark(directory);
        backupBodies = EncryptedFiles.open(directory.resolve("backup"), "backup", ring, random);
        quarantineBodies =
                EncryptedFiles.open(directory.resolve("quarantine"), "quarantine", ring, random);
        backup = new BackupStore(database, node, backupBodies, limits.backup());
        quarantine = new QuarantineStore(database, node, quarantineBodies, limits.quarantine());
    }

    /** {@return Backup} */
    public BackupStore backup() {
        return backup;
    }

    /** {@return the quarantine} */
    public QuarantineStore quarantine() {
        return quarantine;
    }

    /**
     * Sets right what a crash left: bodies that neither a row nor a frame names are deleted. Called
     * once, when all frames of the spool are known and the stores are unlocked.
     *
     * @param inBackup ids in frames, whose copies may not have been entered yet
     * @param inQuarantine the same of the quarantine
     */
    public Map<String, Reconciled> reconcile(
            Collection<KeptId> inBackup, Collection<KeptId> inQuarantine) throws IOException {
        if (Marker.isSet(mark)) {
            backup.shelf().restore();
            quarantine.shelf().restore();
            Marker.clear(mark);
        }
        return Map.of(
                "backup", backup.shelf().reconcile(inBackup),
                "quarantine", quarantine.shelf().reconcile(inQuarantine));
    }

    @Override
    public void close() {
        backupBodies.close();
        quarantineBodies.close();
        database.close();
    }
}
