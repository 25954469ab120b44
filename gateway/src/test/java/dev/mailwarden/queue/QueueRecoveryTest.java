package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.spool.Location;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueRecoveryTest {

    private static final int ACCEPTED = 1;

    private final Scheduler scheduler =
            new Scheduler(() -> QueueSettings.DEFAULT, new StandingClock(), () -> true, () -> true);
    private final QueueIndex index = new QueueIndex(scheduler, Post.BY_DOMAIN, new HotBudget(0));
    private final List<byte[]> replayed = new ArrayList<>();
    private final QueueRecovery recovery =
            new QueueRecovery(new Restoration(index), (events, _) -> replayed.add(events));

    /** A newer program may have written them; their segment must not go. */
    @Test
    void keepsTheFrameOfRecordsThatItDoesNotUnderstand() {
        Location location = new Location(3, 4096);
        recovery.frame(location, ByteBuffer.wrap(new byte[] {ACCEPTED, 2, 0, 0, 0, 9, 9}));
        assertThat(recovery.unreadable()).containsExactly(location);
        assertThat(index.size()).isZero();
    }

    @Test
    void passesOverRecordsOfOtherUsersOfTheSpool() {
        recovery.frame(new Location(3, 4096), ByteBuffer.wrap(new byte[] {99, 1, 0, 0, 0, 9}));
        assertThat(recovery.unreadable()).isEmpty();
    }

    @Test
    void replaysEventsIntoTheJournal() {
        byte[] events = {1, 2, 3};
        recovery.events(7, events);
        assertThat(replayed).containsExactly(events);
    }
}
