package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.CopyShelf.Copy;
import dev.mailwarden.message.CopyShelf.Store;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Kept;
import dev.mailwarden.message.KeptId;
import dev.mailwarden.message.OutcomeUnknownException;
import dev.mailwarden.spool.BrittleSpool;
import dev.mailwarden.spool.Spool;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What becomes of the octets of copies when their batch is refused. */
class RefusedBatchTest {

    private final ScriptedShelf shelf = new ScriptedShelf();
    private final StandingClock clock = new StandingClock();
    private final Random random = new Random(1);
    private final BrittleSpool disk = new BrittleSpool();

    private MessageQueue queue(Spool spool) {
        return new MessageQueue(
                spool,
                new MessageQueue.Surroundings(
                        Domain.parse("mx.ours.example").orElseThrow(),
                        Post.BY_DOMAIN,
                        new ScriptedCourier(),
                        () -> QueueSettings.DEFAULT,
                        clock,
                        random,
                        1 << 20,
                        () -> true,
                        () -> false,
                        shelf));
    }

    private Batch batch(Spool spool) throws IOException {
        InboundMail mail = Post.mail(spool, random, "s@from.example", "a@to.example");
        Batch plain = Batch.of(mail, clock.instant());
        var copy =
                new Copy(
                        Store.BACKUP,
                        new Kept(
                                new KeptId(mail.journey(), 0),
                                clock.instant(),
                                "s@from.example",
                                List.of("a@to.example"),
                                "192.0.2.1",
                                "",
                                "",
                                "antivirus",
                                "Infected",
                                "rule",
                                "Delete",
                                "{}",
                                100,
                                Optional.empty()));
        shelf.put(copy.name(), mail.content());
        return new Batch(
                plain.journey(),
                plain.origin(),
                plain.envelope(),
                plain.portions(),
                List.of(),
                List.of(copy),
                plain.events());
    }

    @Test
    void areTakenBackIfNothingWasWritten() throws Exception {
        Spool spool = disk.open();
        try (MessageQueue queue = queue(spool)) {
            Batch batch = batch(spool);
            spool.close();
            assertThatThrownBy(() -> queue.commit(batch)).isInstanceOf(IOException.class);
            assertThat(shelf.names()).isEmpty();
        }
    }

    @Test
    void areTakenBackIfTheThreadIsInterruptedBefore() throws Exception {
        try (Spool spool = disk.open();
                MessageQueue queue = queue(spool)) {
            Batch batch = batch(spool);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> queue.commit(batch)).isInstanceOf(InterruptedException.class);
            assertThat(shelf.names()).isEmpty();
        }
    }

    @Test
    void areTakenBackIfTheLogSaysThatItDoesNotCount() throws Exception {
        try (Spool spool = disk.open();
                MessageQueue queue = queue(spool)) {
            Batch batch = batch(spool);
            disk.failOnce();
            assertThatThrownBy(() -> queue.commit(batch))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(OutcomeUnknownException.class);
            assertThat(shelf.names()).isEmpty();
        }
    }

    @Test
    void stayIfTheNextStartMayFindTheBatch() throws Exception {
        try (Spool spool = disk.open();
                MessageQueue queue = queue(spool)) {
            Batch batch = batch(spool);
            disk.fail();
            assertThatThrownBy(() -> queue.commit(batch))
                    .isInstanceOf(OutcomeUnknownException.class);
            assertThat(shelf.names()).containsExactly(batch.copies().getFirst().name());
        }
    }

    @Test
    void areTakenBackIfTheBatchCannotBeWrittenAtAll() throws Exception {
        try (Spool spool = disk.open();
                MessageQueue queue = queue(spool)) {
            Batch batch = batch(spool);
            var tooLarge =
                    new dev.mailwarden.message.Event.SetAside(
                            batch.journey(), 1, clock.instant(), "x".repeat(1 << 20));
            var other =
                    new Batch(
                            batch.journey(),
                            batch.origin(),
                            batch.envelope(),
                            batch.portions(),
                            List.of(),
                            batch.copies(),
                            List.of(tooLarge));
            assertThatThrownBy(() -> queue.commit(other))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(shelf.names()).isEmpty();
        }
    }
}
