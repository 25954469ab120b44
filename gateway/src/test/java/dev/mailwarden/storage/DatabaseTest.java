package dev.mailwarden.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.storage.StorageException.Reason;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store may rely on, with either engine. */
@ParameterizedClass
@EnumSource(Engine.class)
class DatabaseTest {

    private static final Migrations FIRST = new Migrations(DatabaseTest.class, "sample", 1);
    private static final Migrations SECOND = new Migrations(DatabaseTest.class, "sample", 2);

    @Parameter Engine engine;
    @TempDir Path directory;
    private TestDatabases databases;

    @BeforeEach
    void prepare() {
        databases = new TestDatabases(engine, directory);
    }

    private static int count(Database database) throws StorageException {
        return database.read(handle ->
                handle.createQuery("select count(*) from sample").mapTo(Integer.class).one());
    }

    private static void insert(Database database, int id) throws StorageException {
        database.write(
                handle -> handle.execute("insert into sample (id, text) values (?, 'x')", id));
    }

    private static void fails(Reason reason, Database.Question<?> question, Database database) {
        assertThatThrownBy(() -> database.read(question))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void whatWasWrittenIsThereAfterAReopening() throws Exception {
        try (Database database = databases.open(FIRST)) {
            insert(database, 1);
        }
        try (Database database = databases.open(FIRST)) {
            assertThat(count(database)).isEqualTo(1);
            assertThat(database.engine()).isEqualTo(engine);
        }
    }

    @Test
    void whatThrowsUndoesWhatItDid() throws Exception {
        try (Database database = databases.open(FIRST)) {
            assertThatThrownBy(() ->
                            database.write(handle -> {
                                handle.execute("insert into sample (id, text) values (1, '')");
                                throw new StorageException(Reason.FULL, "no");
                            }))
                    .hasMessage("no");

            assertThat(count(database)).isZero();
        }
    }

    @Test
    void newScriptsRunOnceAndKeepWhatIsThere() throws Exception {
        try (Database database = databases.open(FIRST)) {
            insert(database, 1);
        }
        for (int i = 0; i < 2; i++) {
            try (Database database = databases.open(SECOND)) {
                assertThat(
                                database.<String>read(handle ->
                                        handle.createQuery("select more from sample")
                                                .mapTo(String.class)
                                                .one()))
                        .isEmpty();
            }
        }
    }

    /** Opening an embedded database does what the first call to a shared one does. */
    private void refuses(Migrations schema, Reason reason, String text) {
        assertThatThrownBy(
                        () -> {
                            try (Database database = databases.open(schema)) {
                                count(database);
                            } catch (java.io.UncheckedIOException e) {
                                throw e.getCause();
                            }
                        })
                .hasMessageContaining(text)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void aDatabaseOfANewerVersionIsRefused() throws Exception {
        try (Database database = databases.open(SECOND)) {
            insert(database, 1);
        }

        refuses(FIRST, Reason.FOREIGN, "newer Mailwarden");
    }

    @Test
    void aScriptThatWasChangedAfterItRanIsRefused() throws Exception {
        try (Database database = databases.open(FIRST)) {
            database.write(handle -> handle.execute("update schema_history set checksum = 'x'"));
        }

        refuses(FIRST, Reason.FOREIGN, "not the one that made this database");
    }

    @Test
    void aScriptThatFailsLeavesNothingBehind() throws Exception {
        refuses(new Migrations(DatabaseTest.class, "broken", 1), Reason.FAULT, "nowhere");

        try (Database database = databases.open(FIRST)) {
            fails(Reason.FAULT, handle -> handle.execute("select * from half"), database);
        }
    }

    @Test
    void manyThreadsWriteOneAfterTheOther() throws Exception {
        try (Database database = databases.open(FIRST);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writing = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int first = 100 * thread;
                writing.add(
                        threads.submit(() -> {
                            for (int i = first; i < first + 20; i++) {
                                insert(database, i);
                            }
                            return first;
                        }));
            }
            for (Future<?> each : writing) {
                each.get();
            }
            assertThat(count(database)).isEqualTo(160);
        }
    }

    @Test
    void wrappedKeysAreSharedAndNotOverwritten() throws Exception {
        Path master = directory.resolve("master.key");
        try (Database database = databases.open(WrappedKeyStore.SCHEMA)) {
            var here =
                    new KeyRing(
                            new WrappedKeyStore(database),
                            new SecureRandom(),
                            InstantSource.system());
            var there =
                    new KeyRing(
                            new WrappedKeyStore(database),
                            new SecureRandom(),
                            InstantSource.system());
            here.unlock(master);
            there.unlock(master);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<StoreKeys> one = threads.submit(() -> here.keys("backup"));
                Future<StoreKeys> other = threads.submit(() -> there.keys("backup"));
                assertThat(key(one)).isEqualTo(key(other));
            }
            assertThat(new WrappedKeyStore(database).replace(List.of(), List.of())).isFalse();
            assertThat(new WrappedKeyStore(database).read()).hasSize(1);
        }
    }

    private static byte[] key(Future<StoreKeys> keys)
            throws ExecutionException, InterruptedException {
        return keys.get().key(1).orElseThrow().getEncoded();
    }
}
