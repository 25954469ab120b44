package dev.mailwarden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Acceptance;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.Courier;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.observe.Logging;
import dev.mailwarden.observe.TestLog;
import dev.mailwarden.pipeline.Court;
import dev.mailwarden.queue.MessageQueue;
import dev.mailwarden.queue.Post;
import dev.mailwarden.queue.QueueSettings;
import dev.mailwarden.queue.ScriptedShelf;
import dev.mailwarden.queue.Spools;
import dev.mailwarden.queue.StandingClock;
import dev.mailwarden.spool.Spool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** An administrator finds all that the log says of a message by its id. */
class JourneyInLogTest {

    private final Random random = new Random(3);

    @TempDir Path directory;

    private Spool spool;
    private Logging logging;

    @BeforeEach
    void open() throws IOException {
        spool = Spools.open(directory.resolve("spool"));
        logging = Logging.toFiles(directory, () -> new Logging.Limits(1 << 20, 1 << 20));
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
        logging.close();
        TestLog.restore();
    }

    @Test
    void whatIsLoggedWhileAMessageIsAcceptedNamesIt() throws Exception {
        InboundMail mail = Post.mail(spool, random, "a@from.example", "x@to.example");
        Acceptance talkative = _ -> LoggerFactory.getLogger("a.Stage").warn("something");
        try (Court court = Court.under("")) {
            court.accept(talkative);
            court.process(mail);
        }
        assertThat(log()).contains(" WARN Stage: [" + mail.journey() + "] something\n");
    }

    @Test
    void whatIsLoggedWhileAMessageIsDeliveredNamesIt() throws Exception {
        Courier talkative =
                _ -> {
                    LoggerFactory.getLogger("a.Courier").warn("something");
                    throw new IllegalStateException("a surprise");
                };
        try (MessageQueue queue = queue(talkative)) {
            InboundMail mail = Post.mail(spool, random, "a@from.example", "x@to.example");
            queue.commit(Batch.of(mail, Instant.now()));
            awaitLine("[" + mail.journey() + "] an attempt");
            assertThat(log()).contains(" WARN Courier: [" + mail.journey() + "] something\n");
        }
    }

    private MessageQueue queue(Courier courier) {
        return new MessageQueue(
                spool,
                new MessageQueue.Surroundings(
                        Domain.parse("mx.ours.example").orElseThrow(),
                        Post.BY_DOMAIN,
                        courier,
                        () -> QueueSettings.DEFAULT,
                        new StandingClock(),
                        random,
                        1 << 20,
                        () -> true,
                        () -> true,
                        new ScriptedShelf()));
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("log/messages"));
    }

    private void awaitLine(String text) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!log().contains(text)) {
            assertThat(System.nanoTime()).as("waited for %s in %s", text, log()).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }
}
