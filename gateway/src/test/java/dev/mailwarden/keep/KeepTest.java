package dev.mailwarden.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.message.Kept;
import dev.mailwarden.storage.KeyRing;
import dev.mailwarden.storage.StorageException;
import dev.mailwarden.storage.WrappedKeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded stores when something is missing or damaged at a start. */
class KeepTest {

    private static final Keep.Limits LIMITS =
            new Keep.Limits(() -> Room.ofOctets(1 << 30), () -> Room.ofOctets(1 << 30));

    @TempDir Path directory;

    private KeyRing ring() {
        return new KeyRing(
                new WrappedKeyFile(directory.resolve("store-keys")),
                new SecureRandom(),
                InstantSource.system());
    }

    private Keep open(KeyRing ring) throws IOException {
        return Keep.open(
                directory.resolve("kept"),
                "here",
                ring,
                new SecureRandom(),
                LIMITS,
                System::nanoTime);
    }

    private Keep open() throws IOException {
        KeyRing ring = ring();
        ring.unlock(directory.resolve("master.key"));
        return open(ring);
    }

    private void putTwo() throws IOException {
        try (Keep keep = open()) {
            keep.reconcile(List.of(), List.of());
            Copies.put(keep.backup(), 1);
            Copies.put(keep.quarantine(), 2);
        }
    }

    private Path rows() {
        return directory.resolve("kept/kept.db");
    }

    private static void hasBoth(Keep keep) throws IOException {
        assertThat(keep.backup().find(KeptQuery.newest(10)))
                .extracting(Kept::id)
                .containsExactly(Copies.id(1));
        assertThat(Copies.read(keep.backup(), Copies.id(1))).isEqualTo(Copies.body(1));
        assertThat(Copies.read(keep.quarantine(), Copies.id(2))).isEqualTo(Copies.body(2));
    }

    @Test
    void damagedRowsAreSetAsideAndMadeAgainFromTheBodies() throws IOException {
        putTwo();
        Files.writeString(rows(), "no database ".repeat(1000));

        try (Keep keep = open()) {
            keep.reconcile(List.of(), List.of());
            hasBoth(keep);
            assertThat(keep.backup().get(Copies.id(1)).orElseThrow().at()).isEqualTo(Copies.at(1));
        }
        assertThat(directory.resolve("kept/kept.db.damaged-1")).exists();
    }

    @Test
    void missingRowsAreNoReasonToDeleteBodies() throws IOException {
        putTwo();
        Files.delete(rows());

        try (Keep keep = open()) {
            keep.reconcile(List.of(), List.of());
            hasBoth(keep);
        }
    }

    @Test
    void whatIsToBeMadeAgainWaitsForTheKeys() throws IOException {
        putTwo();
        Files.delete(rows());
        try (Keep keep = open(ring())) {
            assertThatThrownBy(() -> keep.reconcile(List.of(), List.of()))
                    .isInstanceOf(StorageException.class);
        }

        try (Keep keep = open()) {
            keep.reconcile(List.of(), List.of());
            hasBoth(keep);
        }
    }

    @Test
    void aLockedStoreIsSearchedButNotRead() throws IOException {
        putTwo();

        try (Keep keep = open(ring())) {
            assertThat(keep.backup().find(KeptQuery.newest(10))).hasSize(1);
            assertThatThrownBy(() -> keep.backup().open(Copies.id(1)))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.LOCKED));
            assertThatThrownBy(() -> Copies.put(keep.backup(), 3))
                    .isInstanceOf(StorageException.class);
        }
    }
}
