package dev.mailwarden.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.storage.KeyRing.State;
import dev.mailwarden.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String DIGITS = "0123456789abcdef".repeat(4);

    @TempDir Path directory;

    private Path masterFile() {
        return directory.resolve("keys/master.key");
    }

    private WrappedKeyFile kept() {
        return new WrappedKeyFile(directory.resolve("data/store-keys"));
    }

    private KeyRing ring() {
        return new KeyRing(kept(), RANDOM, InstantSource.system());
    }

    private KeyRing unlocked() {
        KeyRing ring = ring();
        assertThat(ring.unlock(masterFile())).isEqualTo(new State.Unlocked());
        return ring;
    }

    private void writeMaster(String text, String mode) throws IOException {
        Files.createDirectories(masterFile().getParent());
        Files.deleteIfExists(masterFile());
        Files.writeString(masterFile(), text);
        Files.setPosixFilePermissions(masterFile(), PosixFilePermissions.fromString(mode));
    }

    private static String reason(State state) {
        return state instanceof State.Locked(String reason) ? reason : "unlocked";
    }

    @Test
    void theFirstStartMakesTheMasterKeyForTheOwnerToReadOnly() throws IOException {
        unlocked().keys("backup");

        assertThat(Files.readString(masterFile())).matches("[0-9a-f]{64}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(masterFile())))
                .isEqualTo("r--------");
    }

    @Test
    void theKeysAreTheSameAfterARestart() throws IOException {
        byte[] before = unlocked().keys("backup").key(1).orElseThrow().getEncoded();

        assertThat(unlocked().keys("backup").key(1).orElseThrow().getEncoded()).isEqualTo(before);
    }

    @Test
    void everyStoreHasItsOwnKey() throws IOException {
        KeyRing ring = unlocked();

        assertThat(ring.keys("backup").key(1).orElseThrow())
                .isNotEqualTo(ring.keys("quarantine").key(1).orElseThrow());
    }

    @Test
    void aMissingMasterKeyIsNeverMadeBesideKeysThatNeedIt() throws IOException {
        unlocked().keys("backup");
        Files.delete(masterFile());

        KeyRing ring = ring();

        assertThat(reason(ring.unlock(masterFile()))).contains("missing");
        assertThat(masterFile()).doesNotExist();
        assertThatThrownBy(() -> ring.keys("backup"))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED));
    }

    @Test
    void anotherMasterKeyDoesNotFit() throws IOException {
        unlocked().keys("backup");
        writeMaster(DIGITS, "r--------");

        assertThat(reason(ring().unlock(masterFile()))).contains("need the one with id");
    }

    @Test
    void aMasterKeyThatOthersCanReadIsRefused() throws IOException {
        writeMaster(DIGITS, "r--r-----");

        assertThat(reason(ring().unlock(masterFile()))).contains("0400");
    }

    @Test
    void noReasonQuotesWhatIsInAKeyFile() throws IOException {
        writeMaster("secret" + DIGITS, "r--------");

        assertThat(reason(ring().unlock(masterFile()))).doesNotContain("secret", "0123");
    }

    @Test
    void noTextFormShowsTheMasterKey() {
        MasterKey key = new MasterKey(HexFormat.of().parseHex(DIGITS));

        assertThat(key.toString()).doesNotContain("0123").contains(key.id());
    }

    @Test
    void aRotatedStoreWritesWithTheNewKeyAndReadsWithTheOld() throws IOException {
        KeyRing ring = unlocked();
        byte[] old = ring.keys("backup").key(1).orElseThrow().getEncoded();

        assertThat(ring.rotate("backup")).isEqualTo(2);

        StoreKeys keys = unlocked().keys("backup");
        assertThat(keys.newest()).isEqualTo(2);
        assertThat(keys.key(1).orElseThrow().getEncoded()).isEqualTo(old);
    }

    @Test
    void aRetiredKeyIsGone() throws IOException {
        KeyRing ring = unlocked();
        ring.rotate("backup");

        ring.retire("backup", 2);

        assertThat(unlocked().keys("backup").key(1)).isEmpty();
        assertThat(unlocked().keys("backup").key(2)).isPresent();
    }

    @Test
    void eitherMasterKeyOpensUntilTheOldOneIsForgotten() throws IOException {
        KeyRing ring = unlocked();
        byte[] key = ring.keys("backup").key(1).orElseThrow().getEncoded();
        MasterKey old = MasterKey.read(masterFile());
        MasterKey next = MasterKey.generate(RANDOM);

        ring.rewrap(next);

        for (MasterKey master : List.of(old, next)) {
            KeyRing again = ring();
            again.unlock(master);
            assertThat(again.keys("backup").key(1).orElseThrow().getEncoded()).isEqualTo(key);
        }
        ring.forget(old.id());
        assertThat(reason(ring().unlock(old))).contains("need the one with id " + "[" + next.id());
        ring.rotate("backup");
        KeyRing again = ring();
        again.unlock(next);
        assertThat(again.keys("backup").newest()).isEqualTo(2);
    }

    @Test
    void theMasterKeyInUseCannotBeForgotten() throws IOException {
        KeyRing ring = unlocked();
        ring.keys("backup");
        String id = MasterKey.read(masterFile()).id();

        assertThatThrownBy(() -> ring.forget(id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeyPassedOffAsAnotherStoresIsRefused() throws IOException {
        unlocked().keys("backup");
        List<WrappedKey> keys = kept().read();
        WrappedKey key = keys.getFirst();
        kept().replace(
                        keys,
                        List.of(
                                new WrappedKey(
                                        "quarantine",
                                        key.number(),
                                        key.master(),
                                        key.made(),
                                        key.sealed())));

        KeyRing ring = unlocked();

        assertThatThrownBy(() -> ring.keys("quarantine"))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
    }

    @Test
    void aChangeMeanwhileIsNotOverwritten() throws IOException {
        unlocked().keys("backup");

        assertThat(kept().replace(List.of(), List.of())).isFalse();
        assertThat(kept().read()).hasSize(1);
    }
}
