package dev.mailwarden.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.storage.SqliteDatabase.Durability;
import dev.mailwarden.storage.SqliteDatabase.Options;
import dev.mailwarden.storage.StorageException.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest {

    private static final List<Migrations> SAMPLE =
            List.of(new Migrations(SqliteDatabaseTest.class, "sample", 2));

    @TempDir Path directory;

    private Path file() {
        return directory.resolve("data/sample.db");
    }

    private SqliteDatabase open(Options options) throws IOException {
        return SqliteDatabase.open(file(), options, SAMPLE, System::nanoTime);
    }

    private static int fill(Database database, int from, int to) throws StorageException {
        return database.write(handle -> {
            for (int i = from; i < to; i++) {
                handle.execute("insert into sample (id, text) values (?, ?)", i, "x".repeat(1000));
            }
            return to - from;
        });
    }

    private static int count(Database database) throws StorageException {
        return database.read(handle ->
                handle.createQuery("select count(*) from sample").mapTo(Integer.class).one());
    }

    private static void fails(
            Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void allItsFilesAreForTheOwnerOnly() throws IOException {
        try (SqliteDatabase database = open(Options.DURABLE)) {
            fill(database, 0, 1);
            try (Stream<Path> files = Files.list(file().getParent())) {
                List<Path> all = files.toList();
                assertThat(all).hasSize(3);
                for (Path path : all) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo("rw-------");
                }
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void aStatementThatTakesTooLongIsEnded() throws IOException {
        var hasty = new Options(Durability.EVERY_COMMIT, 1, Duration.ofMillis(300), 1L << 40, true);
        try (SqliteDatabase database = open(hasty)) {
            fails(
                    Reason.TIME_OUT,
                    () ->
                            database.read(handle ->
                                    handle.createQuery(
                                                    "with recursive n(i) as (select 1 union all"
                                                            + " select i + 1 from n) select count(*)"
                                                            + " from n")
                                            .mapTo(Long.class)
                                            .one()));
            assertThat(count(database)).isZero();
        }
    }

    @Test
    void aFullDiskFailsTheTransactionAndNothingElse() throws IOException {
        var small = new Options(Durability.EVERY_COMMIT, 1, Duration.ofSeconds(5), 1 << 20, true);
        try (SqliteDatabase database = open(small)) {
            fill(database, 0, 50);
            fails(Reason.FULL, () -> fill(database, 50, 3000));
            assertThat(count(database)).isEqualTo(50);
            fill(database, 50, 51);
            assertThat(count(database)).isEqualTo(51);
        }
    }

    @Test
    void aDamagedFileIsRefusedAndCanBeSetAside() throws IOException {
        try (SqliteDatabase database = open(Options.DURABLE)) {
            fill(database, 0, 200);
        }
        try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
            raw.seek(4096 * 3 + 8);
            raw.write(new byte[20_000]);
        }

        fails(Reason.DAMAGED, () -> open(Options.DURABLE));
        Path aside = SqliteDatabase.setAside(file());

        assertThat(aside).exists();
        try (SqliteDatabase database = open(Options.DURABLE)) {
            assertThat(count(database)).isZero();
        }
    }

    @Test
    void whatIsNoDatabaseIsRefused() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "not a database, ".repeat(100));

        fails(Reason.DAMAGED, () -> open(Options.DURABLE));
    }

    @Test
    void whatThrowsUndoesWhatItDid() throws IOException {
        try (SqliteDatabase database = open(Options.DURABLE)) {
            assertThatThrownBy(() ->
                            database.write(handle -> {
                                handle.execute("insert into sample (id, text) values (1, '')");
                                throw new IllegalStateException("no");
                            }))
                    .hasMessage("no");

            assertThat(count(database)).isZero();
        }
    }

    @Test
    void readersCannotWrite() throws IOException {
        try (SqliteDatabase database = open(Options.DURABLE)) {
            assertThatThrownBy(() -> database.read(handle -> handle.execute("delete from sample")))
                    .isInstanceOf(StorageException.class);
        }
    }
}
