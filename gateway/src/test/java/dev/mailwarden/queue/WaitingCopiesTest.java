package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Batch;
import dev.mailwarden.message.CopyShelf.Copy;
import dev.mailwarden.message.CopyShelf.Store;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Kept;
import dev.mailwarden.message.KeptId;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.observe.Logging;
import dev.mailwarden.observe.TestLog;
import dev.mailwarden.spool.Frame;
import dev.mailwarden.spool.Location;
import dev.mailwarden.spool.StoredContent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A frame is moved while its copies wait for a store that has failed for days. */
class WaitingCopiesTest {

    private static final byte[] BODY = (Post.HEADER + "body\r\n").getBytes(StandardCharsets.UTF_8);

    @TempDir Path directory;

    private final ScriptedShelf shelf = new ScriptedShelf();
    private final StandingClock clock = new StandingClock();
    private Clerk clerk;
    private InboundMail mail;

    /** A message for somebody with two copies of it, which cannot be entered. */
    @BeforeEach
    void commit() throws Exception {
        shelf.broken = true;
        clerk = new Clerk(directory.resolve("spool"), clock, new Random(1), shelf);
        mail =
                Post.mail(
                        clerk.spool,
                        new Random(2),
                        Post.envelope("s@from.example", "a@to.example"),
                        new String(BODY, StandardCharsets.UTF_8));
        Batch plain = Batch.of(mail, clock.instant());
        List<Copy> copies = List.of(copy(Store.BACKUP), copy(Store.QUARANTINE));
        for (Copy copy : copies) {
            shelf.put(copy.name(), mail.content());
        }
        clerk.writer.write(
                new Batch(
                        plain.journey(),
                        plain.origin(),
                        plain.envelope(),
                        plain.portions(),
                        List.of(),
                        copies,
                        plain.events()));
        assertThat(shelf.entered).isEmpty();
    }

    @AfterEach
    void close() throws Exception {
        clerk.close();
    }

    private Copy copy(Store store) {
        return new Copy(
                store,
                new Kept(
                        new KeptId(mail.journey(), 0),
                        StandingClock.START,
                        "s@from.example",
                        List.of("a@to.example"),
                        "192.0.2.1",
                        "subject",
                        "",
                        "antivirus",
                        "Infected",
                        "rule",
                        "Delete",
                        "{}",
                        BODY.length,
                        Optional.empty()));
    }

    private Location place() {
        return clerk.index.find(mail.journey()).orElseThrow().location();
    }

    /** Writes the frame at its new place, as the spool does between the two steps of a move. */
    private Location write(byte[] records) throws Exception {
        StoredContent content = Post.content(clerk.spool, BODY);
        return clerk.spool.append(new Frame(records, WrittenEvents.NONE, content, true));
    }

    @Test
    void aKillDuringTheMoveNeitherLosesNorDoublesACopy() throws Exception {
        Location from = place();
        ByteBuffer records = clerk.spool.records(from);
        byte[] now = clerk.mover.beginMove(from, records).orElseThrow();
        survives("begun");
        Location to = write(now);
        survives("written");
        clerk.spool.release(from);
        clerk.mover.endMove(from, records, Optional.of(to));
        survives("ended");
        shelf.broken = false;
        clerk.copies.again();
        assertThat(shelf.entered).hasSize(2);
        clerk.settle(clerk.next().orElseThrow(), _ -> ScriptedCourier.taken());
        clerk.sync();
        survivors("done", 0, 0);
    }

    private void survives(String step) throws Exception {
        survivors(step, 2, 1);
    }

    private void survivors(String step, int entered, int messages) throws Exception {
        Path copy = Office.copyOf(directory.resolve("spool"), directory.resolve(step));
        var left = new ScriptedShelf();
        left.bodies.putAll(shelf.bodies);
        Clerk survivor = new Clerk(copy, clock, new Random(3), left);
        assertThat(left.tried).as("entered in: %s", step).hasValue(entered);
        assertThat(left.entered).hasSize(entered);
        assertThat(survivor.index.size()).isEqualTo(messages);
        survivor.close();
        Clerk later = new Clerk(copy, clock, new Random(4), left);
        assertThat(left.tried).as("entered again in: %s", step).hasValue(entered);
        later.close();
    }

    @Test
    void aCopyIsNotEnteredWhileItIsMoved() throws Exception {
        Location from = place();
        ByteBuffer records = clerk.spool.records(from);
        byte[] now = clerk.mover.beginMove(from, records).orElseThrow();
        int tried = shelf.tried.get();
        shelf.broken = false;
        clerk.copies.again();
        assertThat(shelf.tried).hasValue(tried);
        Location to = write(now);
        clerk.spool.release(from);
        clerk.mover.endMove(from, records, Optional.of(to));
        clerk.copies.again();
        assertThat(shelf.entered).hasSize(2);
    }

    @Test
    void aFrameIsNotMovedWhileACopyOfItIsEntered() throws Exception {
        Location from = place();
        ByteBuffer records = clerk.spool.records(from);
        List<Boolean> moved = new ArrayList<>();
        shelf.broken = false;
        shelf.meanwhile = () -> moved.add(clerk.mover.beginMove(from, records).isPresent());
        clerk.copies.again();
        assertThat(moved).containsExactly(false, false);
        assertThat(shelf.entered).hasSize(2);
        assertThat(clerk.next()).as("the message is free again").isPresent();
    }

    @Test
    void aMoveThatFailedLeavesTheCopiesWhereTheyWere() throws Exception {
        Location from = place();
        ByteBuffer records = clerk.spool.records(from);
        assertThat(clerk.mover.beginMove(from, records)).isPresent();
        clerk.mover.endMove(from, records, Optional.empty());
        shelf.broken = false;
        clerk.copies.again();
        assertThat(shelf.entered).hasSize(2);
        assertThat(clerk.mover.beginMove(from, records)).isPresent();
    }

    @Test
    void aRoundThatFailsIsOneLineOfTheLog() throws Exception {
        try (var _ = Logging.toFiles(directory, () -> new Logging.Limits(1 << 20, 1 << 20))) {
            for (int round = 0; round < 3; round++) {
                clock.advance(Duration.ofMinutes(1));
                clerk.copies.again();
            }
        } finally {
            TestLog.restore();
        }
        assertThat(Files.readAllLines(directory.resolve("log/messages")))
                .hasSize(3)
                .allMatch(line -> line.contains("2 copies still wait"));
    }
}
