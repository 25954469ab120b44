package dev.mailwarden.storage;

import dev.mailwarden.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One SQLite file: one connection writes, a few read beside it (WAL). A statement that takes longer
 * than it may is ended from within, by the count of its own steps.
 *
 * <p>Calls go into native code and hold the thread that they run on, also a virtual thread's
 * carrier.
 */
public final class SqliteDatabase implements Database {

    private final Path file;
    private final Options options;
    private final SqliteConnection writer;
    private final BlockingQueue<SqliteConnection> idleWriter = new ArrayBlockingQueue<>(1);
    private final List<SqliteConnection> readers = new ArrayList<>();
    private final BlockingQueue<SqliteConnection> idleReaders;

    /**
     * How a file is used.
     *
     * @param durability what a loss of power may take
     * @param readers connections that read, at least 1
     * @param patience longest wait for a connection, and longest run of a statement
     * @param mostOctets what the file may grow to; beyond it writing fails with {@code FULL}
     * @param check whether the whole file is looked through when it is opened
     */
    public record Options(
            Durability durability, int readers, Duration patience, long mostOctets, boolean check) {

        /** For what is not written down anywhere else. */
        public static final Options DURABLE =
                new Options(
                        Durability.EVERY_COMMIT, 4, Duration.ofSeconds(10), Long.MAX_VALUE, true);
    }

    /** What a loss of power may take. The end of the process takes nothing in either case. */
    public enum Durability {
        /** Nothing ({@code synchronous=FULL}). */
        EVERY_COMMIT,
        /** The last commits, never a part of one ({@code synchronous=NORMAL}). */
        IN_ORDER
    }

    /**
     * Opens a file, and makes it if it is not there.
     *
     * @param ticker nanoseconds, monotonic
     * @throws StorageException with {@code DAMAGED} if it is no sound database; it can be {@link
     *     #setAside}
     */
    public static SqliteDatabase open(
            Path file, Options options, List<Migrations> schema, LongSupplier ticker)
            throws IOException {
        createEmpty(file);
        var writer = SqliteConnection.open(file, options, true, ticker);
        try {
            if (options.check()) {
                writer.check();
            }
            writer.transaction(handle -> {
                for (Migrations migrations : schema) {
                    migrations.apply(handle, Engine.SQLITE);
                }
                return schema.size();
            });
            return new SqliteDatabase(file, options, writer, ticker);
        } catch (IOException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    /** SQLite would make the file for everybody; its logs take over the mode that they find. */
    private static void createEmpty(Path file) throws IOException {
        OwnerOnly.createDirectory(OwnerOnly.directoryOf(file));
        try {
            OwnerOnly.create(file).close();
        } catch (FileAlreadyExistsException e) {
            // The usual case.
        }
    }

    private SqliteDatabase(Path file, Options options, SqliteConnection writer, LongSupplier ticker)
            throws StorageException {
        this.file = file;
        this.options = options;
        this.writer = writer;
        idleWriter.add(writer);
        idleReaders = new ArrayBlockingQueue<>(options.readers());
        for (int i = 0; i < options.readers(); i++) {
            readers.add(SqliteConnection.open(file, options, false, ticker));
        }
        idleReaders.addAll(readers);
    }

    @Override
    public Engine engine() {
        return Engine.SQLITE;
    }

    /** {@return where it is} */
    public Path file() {
        return file;
    }

    @Override
    public <T> T read(Question<T> question) throws StorageException {
        return with(idleReaders, question);
    }

    @Override
    public <T> T write(Question<T> change) throws StorageException {
        return with(idleWriter, change);
    }

    private <T> T with(BlockingQueue<SqliteConnection> idle, Question<T> question)
            throws StorageException {
        SqliteConnection connection = take(idle);
        try {
            return connection.transaction(question);
        } finally {
            idle.add(connection);
        }
    }

    private SqliteConnection take(BlockingQueue<SqliteConnection> idle) throws StorageException {
        try {
            SqliteConnection connection =
                    idle.poll(options.patience().toNanos(), TimeUnit.NANOSECONDS);
            if (connection == null) {
                throw new StorageException(Reason.TIME_OUT, file + " is busy");
            }
            return connection;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Reason.UNAVAILABLE, "interrupted", e);
        }
    }

    /** {@return octets on the disk, with its log} */
    public long octets() throws IOException {
        long octets = 0;
        for (Path part : parts(file)) {
            octets += Files.exists(part) ? Files.size(part) : 0;
        }
        return octets;
    }

    /** Closes once nobody uses it any more; waits as long as a statement may take. */
    @Override
    public void close() {
        readers.forEach(SqliteConnection::close);
        writer.close();
    }

    /** Deletes a file that is closed, with all that belongs to it. */
    public static void delete(Path file) throws IOException {
        for (Path part : parts(file)) {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Moves a closed file out of the way, with all that belongs to it, for people to look at.
     *
     * @return its new name
     */
    public static Path setAside(Path file) throws IOException {
        for (int number = 1; ; number++) {
            Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + number);
            if (!Files.exists(aside)) {
                List<Path> from = parts(file);
                List<Path> to = parts(aside);
                for (int i = 0; i < from.size(); i++) {
                    if (Files.exists(from.get(i))) {
                        Files.move(from.get(i), to.get(i));
                    }
                }
                return aside;
            }
        }
    }

    /** The log goes last: without its database it is nothing, and a database needs its log. */
    private static List<Path> parts(Path file) {
        String name = file.getFileName().toString();
        return List.of(
                file, file.resolveSibling(name + "-wal"), file.resolveSibling(name + "-shm"));
    }
}
