package dev.mailwarden.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.storage.StorageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedFilesTest {

    private static final int CHUNK = BlobFormat.CHUNK_OCTETS;
    private static final int BEFORE_BODY = BlobFormat.HEADER_OCTETS + BlobFormat.ID_CHUNK_OCTETS;
    private static final int SEALED = CHUNK + Crypto.TAG_OCTETS;

    @TempDir Path directory;
    private KeyRing ring;
    private EncryptedFiles files;

    @BeforeEach
    void open() throws IOException {
        ring =
                new KeyRing(
                        new WrappedKeyFile(directory.resolve("store-keys")),
                        new SecureRandom(),
                        InstantSource.system());
        ring.unlock(directory.resolve("master.key"));
        files = reopened();
    }

    private Path root() {
        return directory.resolve("backup");
    }

    private EncryptedFiles reopened() throws IOException {
        return EncryptedFiles.open(root(), "backup", ring, new SecureRandom());
    }

    private static byte[] body(int octets) {
        byte[] body = new byte[octets];
        new Random(octets).nextBytes(body);
        return body;
    }

    private void put(String id, byte[] body) throws IOException {
        assertThat(files.put(id, new ByteArrayInputStream(body))).isEqualTo(body.length);
    }

    private byte[] get(String id) throws IOException {
        try (InputStream in = files.open(id).orElseThrow()) {
            return in.readAllBytes();
        }
    }

    /** The one file of the store. */
    private Path file() throws IOException {
        try (Stream<Path> all = Files.walk(root())) {
            return all.filter(Files::isRegularFile).findAny().orElseThrow();
        }
    }

    private void isDamaged(String id) {
        assertThatThrownBy(() -> get(id))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 1_000_000})
    void aBodyComesBackAsItWas(int octets) throws IOException {
        put("a", body(octets));

        assertThat(get("a")).isEqualTo(body(octets));
        assertThat(files.octets()).isEqualTo(Files.size(file()));
    }

    @Test
    void thereIsNothingUnderAnIdThatWasNotPut() throws IOException {
        assertThat(files.open("a")).isEmpty();
        assertThat(files.delete("a")).isFalse();
    }

    @Test
    void neitherNameNorContentShowsWhatIsKept() throws IOException {
        byte[] body = "Dear Alice, the password is".repeat(20).getBytes(StandardCharsets.US_ASCII);
        put("alice@example.org", body);

        assertThat(file().toString()).doesNotContain("alice");
        assertThat(new String(Files.readAllBytes(file()), StandardCharsets.ISO_8859_1))
                .doesNotContain("alice", "password");
    }

    @Test
    void everythingIsForTheOwnerOnly() throws IOException {
        put("a", body(10));

        try (Stream<Path> all = Files.walk(root())) {
            for (Path path : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void puttingAgainChangesNothing() throws IOException {
        put("a", body(100));
        put("a", body(100));

        assertThat(files.count()).isEqualTo(1);
        assertThat(files.octets()).isEqualTo(Files.size(file()));
        assertThat(get("a")).isEqualTo(body(100));
    }

    @Test
    void whatIsDeletedIsGone() throws IOException {
        put("a", body(100));

        assertThat(files.delete("a")).isTrue();

        assertThat(files.open("a")).isEmpty();
        assertThat(files.octets()).isZero();
        assertThat(files.count()).isZero();
    }

    @Test
    void everyFlippedBitIsSeen() throws IOException {
        put("a", body(300));
        byte[] sound = Files.readAllBytes(file());
        for (int i = 0; i < sound.length; i++) {
            byte[] flipped = sound.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            Files.write(file(), flipped);
            isDamaged("a");
        }
    }

    @Test
    void everyTruncationIsSeen() throws IOException {
        put("a", body(2 * CHUNK));
        byte[] sound = Files.readAllBytes(file());
        List<Integer> lengths = new ArrayList<>();
        for (int length = 0; length < sound.length; length += 997) {
            lengths.add(length);
        }
        // At the ends of chunks, where each piece by itself is sound.
        for (int chunk = 0; chunk <= 2; chunk++) {
            lengths.add(BEFORE_BODY + chunk * SEALED);
        }
        for (int length : lengths) {
            Files.write(file(), Arrays.copyOf(sound, length));
            isDamaged("a");
        }
    }

    @Test
    void chunksThatChangedPlacesAreSeen() throws IOException {
        put("a", body(3 * CHUNK));
        byte[] sound = Files.readAllBytes(file());
        byte[] swapped = sound.clone();
        System.arraycopy(sound, BEFORE_BODY, swapped, BEFORE_BODY + SEALED, SEALED);
        System.arraycopy(sound, BEFORE_BODY + SEALED, swapped, BEFORE_BODY, SEALED);
        Files.write(file(), swapped);

        isDamaged("a");
    }

    @Test
    void octetsBehindTheEndAreSeen() throws IOException {
        put("a", body(100));
        Files.write(file(), new byte[1], StandardOpenOption.APPEND);

        isDamaged("a");
    }

    @Test
    void aFileUnderAnothersNameIsSeen() throws IOException {
        put("a", body(100));
        Path a = file();
        byte[] sound = Files.readAllBytes(a);
        files.delete("a");
        put("b", body(50));
        Files.write(file(), sound);

        isDamaged("b");
    }

    @Test
    void aFileOfAnotherStoreIsSeen() throws IOException {
        put("a", body(100));
        EncryptedFiles other =
                EncryptedFiles.open(
                        directory.resolve("quarantine"), "quarantine", ring, new SecureRandom());
        Path theirs;
        other.put("a", new ByteArrayInputStream(body(100)));
        try (Stream<Path> all = Files.walk(directory.resolve("quarantine"))) {
            theirs = all.filter(Files::isRegularFile).findAny().orElseThrow();
        }
        Files.copy(theirs, file(), StandardCopyOption.REPLACE_EXISTING);

        isDamaged("a");
    }

    @Test
    void noOctetOfADamagedChunkIsHandedOut() throws IOException {
        put("a", body(2 * CHUNK));
        byte[] flipped = Files.readAllBytes(file());
        flipped[BEFORE_BODY + SEALED + 100] ^= 1;
        Files.write(file(), flipped);

        try (InputStream in = files.open("a").orElseThrow()) {
            assertThat(in.readNBytes(CHUNK)).isEqualTo(Arrays.copyOf(body(2 * CHUNK), CHUNK));
            assertThatThrownBy(in::read).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void whatACrashLeftUnfinishedIsRemovedAtTheStart() throws IOException {
        Path part = root().resolve("unfinished/0123.1");
        Files.write(part, body(10));

        files = reopened();

        assertThat(part).doesNotExist();
        assertThat(files.count()).isZero();
    }

    @Test
    void aStartCountsWhatIsThere() throws IOException {
        put("a", body(10));
        put("b", body(CHUNK));
        long octets = files.octets();

        files = reopened();

        assertThat(files.octets()).isEqualTo(octets);
        assertThat(files.count()).isEqualTo(2);
        assertThat(get("b")).isEqualTo(body(CHUNK));
    }

    @Test
    void theSweepDeletesWhatNobodyWantsAndWasThereBefore() throws IOException {
        put("wanted", body(10));
        put("orphan", body(10));
        put("again", body(10));
        files = reopened();
        put("new", body(10));
        put("again", body(10));

        assertThat(files.sweep(List.of("wanted", "never"))).isEqualTo(1);

        assertThat(ids()).containsExactlyInAnyOrder("wanted", "new", "again");
    }

    private List<String> ids() throws IOException {
        List<String> ids = new ArrayList<>();
        files.forEach(ids::add);
        return ids;
    }

    @Test
    void strangersFilesAreToldAndLeftAlone() throws IOException {
        Files.createDirectories(root().resolve("ab"));
        Path strange = Files.write(root().resolve("ab/notes.txt"), body(3));

        files = reopened();

        assertThat(files.foreign()).containsExactly("ab/notes.txt");
        assertThat(strange).exists();
        assertThat(files.count()).isZero();
    }

    @Test
    void aLockedStoreTakesAndGivesNothing() throws IOException {
        put("a", body(10));
        KeyRing locked =
                new KeyRing(
                        new WrappedKeyFile(directory.resolve("store-keys")),
                        new SecureRandom(),
                        InstantSource.system());
        EncryptedFiles store = EncryptedFiles.open(root(), "backup", locked, new SecureRandom());

        assertThatThrownBy(() -> store.open("a")).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> store.put("b", InputStream.nullInputStream()))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED));
        assertThat(store.state()).isInstanceOf(KeyRing.State.Locked.class);
    }

    @Test
    void keysRotateWhileBodiesStay() throws IOException {
        put("old", body(CHUNK));
        ring.rotate("backup");
        put("new", body(10));

        assertThat(get("old")).isEqualTo(body(CHUNK));
        assertThat(files.reseal("old")).isTrue();
        assertThat(files.reseal("none")).isFalse();
        ring.retire("backup", 2);

        files = reopened();
        assertThat(get("old")).isEqualTo(body(CHUNK));
        assertThat(get("new")).isEqualTo(body(10));
        assertThat(files.count()).isEqualTo(2);
    }

    /** Fails at its Nth operation, as a full disk does. */
    private static final class FullDisk implements BlobVolume {

        private final BlobVolume disk = new Disk();
        private int left;

        FullDisk(int left) {
            this.left = left;
        }

        private void step() throws IOException {
            if (left-- == 0) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public Sink create(Path file) throws IOException {
            step();
            Sink sink = disk.create(file);
            return new Sink() {
                @Override
                public void write(ByteBuffer octets) throws IOException {
                    step();
                    sink.write(octets);
                }

                @Override
                public void force() throws IOException {
                    step();
                    sink.force();
                }

                @Override
                public void close() throws IOException {
                    sink.close();
                }
            };
        }

        @Override
        public void publish(Path finished, Path name) throws IOException {
            step();
            disk.publish(finished, name);
        }

        @Override
        public boolean delete(Path file) throws IOException {
            return disk.delete(file);
        }
    }

    @Test
    void aFailureAtAnyStepLeavesNothingButWhatWasThere() throws IOException {
        put("a", body(100));
        int failures = 0;
        boolean done = false;
        for (int step = 0; !done; step++) {
            EncryptedFiles store =
                    EncryptedFiles.open(
                            root(), "backup", ring, new SecureRandom(), new FullDisk(step));
            try {
                store.put("a", new ByteArrayInputStream(body(100)));
                done = true;
            } catch (IOException e) {
                failures++;
                assertThat(store.count()).isEqualTo(1);
            }
            assertThat(root().resolve("unfinished")).isEmptyDirectory();
            assertThat(get("a")).isEqualTo(body(100));
        }
        assertThat(failures).isEqualTo(6);
    }
}
