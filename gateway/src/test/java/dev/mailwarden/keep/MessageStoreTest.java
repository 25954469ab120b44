package dev.mailwarden.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.keep.KeptQuery.Field;
import dev.mailwarden.message.DamagedContentException;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Kept;
import dev.mailwarden.message.KeptId;
import dev.mailwarden.storage.Engine;
import dev.mailwarden.storage.KeyRing;
import dev.mailwarden.storage.Migrations;
import dev.mailwarden.storage.StorageException;
import dev.mailwarden.storage.StorageException.Reason;
import dev.mailwarden.storage.TestDatabases;
import dev.mailwarden.storage.WrappedKeyFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Backup and quarantine, with rows in either engine. */
@ParameterizedClass
@EnumSource(Engine.class)
class MessageStoreTest {

    @Parameter Engine engine;
    @TempDir Path directory;
    private TestDatabases databases;
    private KeyRing ring;
    private Keep keep;
    private Room backupRoom = Room.ofOctets(1 << 30);
    private Room quarantineRoom = Room.ofOctets(1 << 30);

    @BeforeEach
    void prepare() throws IOException {
        databases = new TestDatabases(engine, directory);
        ring =
                new KeyRing(
                        new WrappedKeyFile(directory.resolve("store-keys")),
                        new SecureRandom(),
                        InstantSource.system());
        ring.unlock(directory.resolve("master.key"));
        keep = opened("here");
    }

    private Keep opened(String node) throws IOException {
        return Keep.open(
                databases.open(Keep.SCHEMA.toArray(Migrations[]::new)),
                directory.resolve(node),
                node,
                ring,
                new SecureRandom(),
                new Keep.Limits(() -> backupRoom, () -> quarantineRoom));
    }

    private void restart() throws IOException {
        keep.close();
        keep = opened("here");
    }

    @AfterEach
    void close() {
        keep.close();
    }

    private List<KeptId> found(KeptQuery query) throws IOException {
        return keep.backup().find(query).stream().map(Kept::id).toList();
    }

    private void put(int... minutes) throws IOException {
        for (int minute : minutes) {
            Copies.put(keep.backup(), minute);
        }
    }

    private static void fails(
            Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void whatWasPutIsThereAfterARestart() throws IOException {
        put(1);

        restart();

        assertThat(keep.backup().get(Copies.id(1))).contains(Copies.copy(1));
        assertThat(Copies.read(keep.backup(), Copies.id(1))).isEqualTo(Copies.body(1));
    }

    @Test
    void puttingAgainChangesNothing() throws IOException {
        put(1, 1);

        assertThat(keep.backup().enter(Copies.copy(1))).isFalse();
        assertThat(found(KeptQuery.newest(10))).containsExactly(Copies.id(1));
        assertThat(keep.backup().usage().messages()).isEqualTo(1);
    }

    @Test
    void aCopyWhoseBodyIsGoneIsNotEntered() throws IOException {
        assertThatThrownBy(() -> keep.backup().enter(Copies.copy(1)))
                .isInstanceOf(DamagedContentException.class);
        assertThat(found(KeptQuery.newest(10))).isEmpty();
    }

    /** Then the bodies are not gone, and are not to be swept at the next start. */
    @Test
    void aStoreThatIsNotMountedIsTriedAgain() throws IOException {
        keep.backup().keep(Copies.id(1), Copies.stream(1));
        Path bodies = directory.resolve("here/backup");
        Files.move(bodies, directory.resolve("elsewhere"));
        assertThatThrownBy(() -> keep.backup().enter(Copies.copy(1)))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(DamagedContentException.class);
        Files.move(directory.resolve("elsewhere"), bodies);
        assertThat(keep.backup().enter(Copies.copy(1))).isTrue();
    }

    @Test
    void nobodySeesWhatIsKeptButNotEntered() throws IOException {
        keep.backup().keep(Copies.id(1), Copies.stream(1));

        assertThat(found(KeptQuery.newest(10))).isEmpty();

        keep.backup().enter(Copies.copy(1));
        assertThat(found(KeptQuery.newest(10))).hasSize(1);
    }

    @Test
    void theStoresDoNotMix() throws IOException {
        put(1);

        assertThat(keep.quarantine().get(Copies.id(1))).isEmpty();
        assertThat(keep.quarantine().open(Copies.id(1))).isEmpty();
        assertThat(keep.quarantine().find(KeptQuery.newest(10))).isEmpty();
    }

    @Test
    void variantsOfOneMessageAreCopiesOfTheirOwn() throws IOException {
        put(1);
        KeptId other = new KeptId(Copies.id(1).journey(), 1);
        keep.backup().keep(other, Copies.stream(2));

        assertThat(Copies.read(keep.backup(), other)).isEqualTo(Copies.body(2));
        assertThat(Copies.read(keep.backup(), Copies.id(1))).isEqualTo(Copies.body(1));
    }

    @Test
    void whatIsDeletedIsGone() throws IOException {
        put(1);
        keep.backup().handedOver(Copies.id(1), new Handover(Copies.at(2), List.of("a"), "b", "c"));

        assertThat(keep.backup().delete(Copies.id(1))).isTrue();

        assertThat(keep.backup().delete(Copies.id(1))).isFalse();
        assertThat(keep.backup().get(Copies.id(1))).isEmpty();
        assertThat(keep.backup().open(Copies.id(1))).isEmpty();
        assertThat(keep.backup().handovers(Copies.id(1))).isEmpty();
    }

    @Test
    void thePagesShowAllFromTheNewestOn() throws IOException {
        put(3, 1, 5, 2, 4);

        assertThat(found(KeptQuery.newest(2))).containsExactly(Copies.id(5), Copies.id(4));
        assertThat(found(KeptQuery.newest(2).after(Copies.id(4))))
                .containsExactly(Copies.id(3), Copies.id(2));
        assertThat(found(KeptQuery.newest(2).after(Copies.id(2)))).containsExactly(Copies.id(1));
    }

    @Test
    void everyFieldCanBeAskedFor() throws IOException {
        put(1, 2, 3, 4);
        KeptQuery all = KeptQuery.newest(10);

        assertThat(found(all.with(Field.SENDER, "sender2@SENDER.example")))
                .containsExactly(Copies.id(2));
        assertThat(found(all.with(Field.RECIPIENT, "USER3@example.org")))
                .containsExactly(Copies.id(3));
        assertThat(found(all.with(Field.RECIPIENT, "alice@example.org"))).hasSize(4);
        assertThat(found(all.with(Field.MESSAGE_ID, "<4@sender.example>")))
                .containsExactly(Copies.id(4));
        assertThat(found(all.with(Field.CLIENT, "192.0.2.1"))).containsExactly(Copies.id(1));
        assertThat(found(all.with(Field.STATUS, "Infected")))
                .containsExactly(Copies.id(4), Copies.id(2));
        assertThat(found(all.with(Field.STATUS, "Infected").with(Field.RULE, "rule 1")))
                .containsExactly(Copies.id(4));
        assertThat(found(all.with(Field.ACTION, "skip"))).isEmpty();
        assertThat(found(all.with(Field.JOURNEY, Copies.id(3).journey().toString())))
                .containsExactly(Copies.id(3));
        assertThat(found(all.between(Copies.at(2), Copies.at(4))))
                .containsExactly(Copies.id(3), Copies.id(2));
        assertThat(found(all.sized(Copies.body(2).length, Copies.body(3).length)))
                .containsExactly(Copies.id(3), Copies.id(2));
    }

    @Test
    void aPartOfATextIsFoundAsItStands() throws IOException {
        put(1, 2);
        KeptQuery all = KeptQuery.newest(10);

        assertThat(found(all.containing("00% NO_2 grÜ"))).containsExactly(Copies.id(2));
        assertThat(found(all.containing("00_ NO%2"))).isEmpty();
        assertThat(found(all.containing("user1@"))).containsExactly(Copies.id(1));
    }

    @Test
    void theTimesThatACopyWasSentAreRemembered() throws IOException {
        put(1);
        var first =
                new Handover(Copies.at(2), List.of("a@x.example", "b@x.example"), "admin", "ok");
        var second = new Handover(Copies.at(3), List.of(), "rule", "failed");

        keep.backup().handedOver(Copies.id(1), first);
        keep.backup().handedOver(Copies.id(1), second);

        assertThat(keep.backup().handovers(Copies.id(1))).containsExactly(first, second);
    }

    @Test
    void backupLetsTheOldestGoFirst() throws IOException {
        put(1, 2, 3);
        long each = keep.backup().usage().octets() / 3;
        backupRoom = Room.ofOctets(keep.backup().usage().octets() + each / 4);

        put(4);

        assertThat(found(KeptQuery.newest(10)))
                .containsExactly(Copies.id(4), Copies.id(3), Copies.id(2));
        assertThat(keep.backup().open(Copies.id(1))).isEmpty();
        Usage usage = keep.backup().usage();
        assertThat(usage.octets()).isLessThanOrEqualTo(usage.mostOctets());
        assertThat(usage.oldest()).contains(Copies.at(2));
        assertThat(usage.level()).isEqualTo(Usage.Level.WARNING);
    }

    @Test
    void aBodyThatBackupHasNoRoomForIsRefused() {
        backupRoom = Room.ofOctets(10);

        fails(Reason.FULL, () -> put(1));

        assertThatNothingIsLeft();
    }

    private void assertThatNothingIsLeft() {
        assertThat(directory.resolve("here/backup/unfinished")).isEmptyDirectory();
    }

    @Test
    void theQuarantineDeletesNothingForRoom() throws IOException {
        quarantineRoom = new Room(1 << 30, 2);
        Copies.put(keep.quarantine(), 1);
        Copies.put(keep.quarantine(), 2);

        assertThat(keep.quarantine().isFull()).isTrue();
        assertThat(keep.quarantine().usage().level()).isEqualTo(Usage.Level.FULL);
        fails(Reason.FULL, () -> Copies.put(keep.quarantine(), 3));

        assertThat(keep.quarantine().find(KeptQuery.newest(10)))
                .containsExactly(Copies.copy(2), Copies.copy(1));
        keep.quarantine().delete(Copies.id(1));
        Copies.put(keep.quarantine(), 3);
    }

    @Test
    void anOctetLimitIsNotPassedByTheLastMessage() throws IOException {
        Copies.put(keep.quarantine(), 1);
        quarantineRoom = Room.ofOctets(keep.quarantine().usage().octets() + 100);

        fails(Reason.FULL, () -> Copies.put(keep.quarantine(), 2));

        assertThat(keep.quarantine().usage().messages()).isEqualTo(1);
        assertThat(keep.quarantine().isFull()).isFalse();
    }

    @Test
    void anEntryIsDueWhenItsEndHasCome() throws IOException {
        keep.quarantine().put(Copies.ending(1, Copies.at(20)), Copies.stream(1));
        keep.quarantine().put(Copies.ending(2, Copies.at(10)), Copies.stream(2));
        Copies.put(keep.quarantine(), 3);

        assertThat(keep.quarantine().due(Copies.at(9), 10)).isEmpty();
        assertThat(keep.quarantine().due(Copies.at(20), 10))
                .containsExactly(Copies.id(2), Copies.id(1));
        assertThat(keep.quarantine().get(Copies.id(2)).orElseThrow().end())
                .contains(new Kept.End(Copies.at(10), Kept.Way.DELIVER));
    }

    @Test
    void afterACrashOnlyWhatNobodyPromisedIsDeleted() throws IOException {
        put(1);
        keep.backup().keep(Copies.id(2), Copies.stream(2)); // its frame is in the spool
        keep.backup().keep(Copies.id(3), Copies.stream(3)); // its client was never answered
        restart();

        var found = keep.reconcile(List.of(Copies.id(2)), List.of());
        keep.backup().enter(Copies.copy(2));
        keep.backup().enter(Copies.copy(1));

        assertThat(found.get("backup")).isEqualTo(new Reconciled(1, List.of()));
        assertThat(found(KeptQuery.newest(10))).containsExactly(Copies.id(2), Copies.id(1));
        assertThat(Copies.read(keep.backup(), Copies.id(2))).isEqualTo(Copies.body(2));
        assertThat(keep.backup().open(Copies.id(3))).isEmpty();
    }

    @Test
    void aRowWhoseBodyIsGoneIsTold() throws IOException {
        put(1);
        keep.close();
        Path bodies = directory.resolve("here/backup");
        try (var files = java.nio.file.Files.walk(bodies)) {
            files.map(Path::toFile).filter(java.io.File::isFile).forEach(java.io.File::delete);
        }
        keep = opened("here");

        assertThat(keep.reconcile(List.of(), List.of()).get("backup").bodiless())
                .containsExactly(Copies.id(1));
    }

    @Test
    void aNodeTendsOnlyItsOwnCopies() throws IOException {
        if (engine == Engine.SQLITE) {
            return; // one node
        }
        put(1);
        try (Keep there = opened("there")) {
            Copies.put(there.backup(), 2);
            assertThat(there.backup().find(KeptQuery.newest(10))).hasSize(2);
            assertThat(there.backup().usage().messages()).isEqualTo(1);
            assertThat(there.reconcile(List.of(), List.of()).get("backup").bodiless()).isEmpty();
        }
    }

    @Test
    void anIdIsItsOwnText() {
        KeptId id = new KeptId(JourneyId.of(Copies.NOON, new Random(1)), 12);

        assertThat(KeptId.parse(id.toString())).contains(id);
        assertThat(KeptId.parse(id.journey() + "/12")).isEmpty();
        assertThat(KeptId.parse("x/0001")).isEmpty();
        assertThat(KeptId.parse("")).isEmpty();
    }

    @Test
    void whatNoDatabaseTakesIsReplaced() throws IOException {
        Kept copy = Copies.copy(1);
        Kept hostile =
                new Kept(
                        copy.id(),
                        copy.at(),
                        "s\u0000@sender.example",
                        List.of("r\u0000@example.org"),
                        copy.client(),
                        "half \ud800",
                        copy.messageId(),
                        copy.module(),
                        copy.status(),
                        copy.rule(),
                        copy.action(),
                        copy.verdict(),
                        copy.octets(),
                        copy.end());
        keep.backup().put(hostile, new ByteArrayInputStream(Copies.body(1)));
        Kept found = keep.backup().get(copy.id()).orElseThrow();
        assertThat(found.sender()).isEqualTo("s\ufffd@sender.example");
        assertThat(found.recipients()).containsExactly("r\ufffd@example.org");
        assertThat(found.subject()).isEqualTo("half \ufffd");
    }
}
