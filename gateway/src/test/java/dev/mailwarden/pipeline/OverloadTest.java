package dev.mailwarden.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.queue.QueueSettings;
import dev.mailwarden.queue.Spools;
import dev.mailwarden.spool.Spool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverloadTest {

    private static final Settings.Overload RELAXED = new Settings.Overload(0, 0, 100);

    @TempDir Path directory;

    private Spool spool;
    private Path home;
    private int queued;
    private boolean journalHealthy = true;
    private boolean receiving = true;
    private long nanos;
    private Settings settings = QueueSettings.with(RELAXED);

    @BeforeEach
    void open() throws IOException {
        home = directory.resolve("spool");
        spool = Spools.open(home);
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
    }

    @Test
    void takesMailWhileThereIsRoom() throws IOException {
        Overload overload = overload();
        assertThat(overload.refuseConnection()).isEmpty();
        assertThat(overload.refuseTransaction(1_000)).isEmpty();
    }

    @Test
    void refusesWhileTheQueueIsTooLong() throws IOException {
        Overload overload = overload();
        queued = 100;
        assertThat(codeOf(overload.refuseTransaction(1_000))).isEqualTo(452);
        queued = 90;
        assertThat(codeOf(overload.refuseTransaction(1_000))).isEqualTo(452);
        queued = 89;
        assertThat(overload.refuseTransaction(1_000)).isEmpty();
        queued = 99;
        assertThat(overload.refuseTransaction(1_000)).isEmpty();
    }

    @Test
    void refusesWhileReceivingIsSwitchedOff() throws IOException {
        Overload overload = overload();
        receiving = false;
        assertThat(codeOf(overload.refuseConnection())).isEqualTo(421);
        assertThat(codeOf(overload.refuseTransaction(1_000))).isEqualTo(451);
        receiving = true;
        assertThat(overload.refuseConnection()).isEmpty();
        assertThat(overload.refuseTransaction(1_000)).isEmpty();
    }

    @Test
    void refusesWhileTheJournalCannotBeWritten() throws IOException {
        Overload overload = overload();
        journalHealthy = false;
        assertThat(codeOf(overload.refuseTransaction(1_000))).isEqualTo(452);
        journalHealthy = true;
        assertThat(overload.refuseTransaction(1_000)).isEmpty();
    }

    @Test
    void refusesWhatWouldTakeTheRoomKeptFree() throws IOException {
        assertThat(codeOf(overload().refuseTransaction(spool.space().freeOctets()))).isEqualTo(452);
    }

    @Test
    void refusesWhileThereAreTooFewInodes() throws IOException {
        Overload overload = overload();
        settings = QueueSettings.with(new Settings.Overload(0, Long.MAX_VALUE, 100));
        long free = spool.space().freeInodes();
        assertThat(overload.refuseTransaction(1).isPresent()).isEqualTo(free < Long.MAX_VALUE);
        settings = QueueSettings.with(RELAXED);
        assertThat(overload.refuseTransaction(1)).isEmpty();
    }

    @Test
    void refusesWhileSpaceCannotBeReadAndGoesOnASecondAfterItCan() throws IOException {
        Overload overload = overload();
        Path elsewhere = directory.resolve("elsewhere");
        Files.move(home, elsewhere);
        assertThat(overload.refuseTransaction(0)).isEmpty();
        nanos += TimeUnit.SECONDS.toNanos(1);
        assertThat(codeOf(overload.refuseTransaction(0))).isEqualTo(452);
        Files.move(elsewhere, home);
        nanos += TimeUnit.SECONDS.toNanos(1);
        assertThat(overload.refuseTransaction(0)).isEmpty();
    }

    private Overload overload() throws IOException {
        return new Overload(
                spool,
                () -> queued,
                () -> journalHealthy,
                () -> receiving,
                () -> settings,
                () -> nanos);
    }

    private static int codeOf(Optional<Reply> reply) {
        return reply.orElseThrow().code();
    }
}
