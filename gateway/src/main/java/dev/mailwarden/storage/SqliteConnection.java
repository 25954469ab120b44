package dev.mailwarden.storage;

import dev.mailwarden.storage.SqliteDatabase.Durability;
import dev.mailwarden.storage.SqliteDatabase.Options;
import dev.mailwarden.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TransactionMode;

/** One connection to a file, used by one thread at a time. */
final class SqliteConnection {

    /** Steps of SQLite's machine between two looks at the clock: about a millisecond. */
    private static final int STEPS = 100_000;

    private static final int PAGE_OCTETS = 4096;

    /** What a log may keep after a burst. */
    private static final long LOG_OCTETS = 16L << 20;

    private final Path file;
    private final Options options;
    private final LongSupplier ticker;
    private final Connection connection;
    private final Handle handle;
    private final ReentrantLock inUse = new ReentrantLock();
    private volatile long deadline;

    static SqliteConnection open(Path file, Options options, boolean writes, LongSupplier ticker)
            throws StorageException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) options.patience().toMillis());
        config.setTransactionMode(writes ? TransactionMode.IMMEDIATE : TransactionMode.DEFERRED);
        config.enforceForeignKeys(true);
        try {
            Connection connection = config.createConnection("jdbc:sqlite:" + file);
            try {
                return new SqliteConnection(file, options, connection, writes, ticker);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            throw Failures.of(file.toString(), e);
        }
    }

    private SqliteConnection(
            Path file, Options options, Connection connection, boolean writes, LongSupplier ticker)
            throws SQLException {
        this.file = file;
        this.options = options;
        this.connection = connection;
        this.ticker = ticker;
        deadline = ticker.getAsLong() + options.patience().toNanos();
        handle = Jdbi.create(connection).open();
        // A schema that somebody else prepared may not call functions with side effects.
        pragma("trusted_schema = off");
        pragma("cell_size_check = on");
        pragma("temp_store = memory");
        if (writes) {
            prepareToWrite();
        } else {
            pragma("query_only = on");
        }
        ProgressHandler.setHandler(
                connection,
                STEPS,
                new ProgressHandler() {
                    @Override
                    protected int progress() {
                        return ticker.getAsLong() - deadline > 0 ? 1 : 0;
                    }
                });
    }

    private void prepareToWrite() {
        pragma("auto_vacuum = incremental"); // heeded while the file is empty
        pragma("journal_mode = wal");
        pragma("journal_size_limit = " + LOG_OCTETS);
        pragma("max_page_count = " + Math.min(options.mostOctets() / PAGE_OCTETS, 1L << 31));
        pragma(
                options.durability() == Durability.EVERY_COMMIT
                        ? "synchronous = full"
                        : "synchronous = normal");
    }

    private void pragma(String text) {
        handle.execute("pragma " + text);
    }

    /** Looks through the whole file for what no database has. */
    void check() throws IOException {
        List<String> faults =
                transaction(h -> h.createQuery("pragma quick_check(1)").mapTo(String.class).list());
        if (!faults.equals(List.of("ok"))) {
            throw new StorageException(Reason.DAMAGED, file + ": " + faults);
        }
    }

    /** Does something in one transaction. */
    <T> T transaction(Database.Question<T> change) throws StorageException {
        inUse.lock();
        try {
            deadline = ticker.getAsLong() + options.patience().toNanos();
            handle.begin();
            T result = change.ask(handle);
            handle.commit();
            return result;
        } catch (JdbiException e) {
            throw Failures.of(file.toString(), e);
        } finally {
            leave();
            inUse.unlock();
        }
    }

    /** A transaction that is still open here has failed. */
    private void leave() {
        deadline = ticker.getAsLong() + options.patience().toNanos();
        try {
            if (handle.isInTransaction()) {
                handle.rollback();
            }
        } catch (JdbiException e) {
            // SQLite has rolled it back by itself, as it does when the disk is full.
        }
    }

    /** Closes when what runs has ended. */
    void close() {
        inUse.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            // What was committed is in the file or in its log.
        } finally {
            inUse.unlock();
        }
    }
}
