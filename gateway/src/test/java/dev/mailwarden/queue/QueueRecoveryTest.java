package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.spool.Location;
import java.io.IOException;
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

    /** Something is there, whatever it is; its segment must not go. */
    @Test
    void keepsTheFrameOfRecordsThatItDoesNotUnderstand() throws IOException {
        Location location = new Location(3, 4096);
        recovery.frame(location, ByteBuffer.wrap(new byte[] {ACCEPTED, 2, 0, 0, 0, 9, 9}));
        assertThat(recovery.unreadable()).containsExactly(location);
        assertThat(index.size()).isZero();
    }

    @Test
    void readsNoFurtherThanARecordOfATypeThatItDoesNotKnow() {
        ByteBuffer newer = ByteBuffer.wrap(new byte[] {99, 1, 0, 0, 0, 9});
        assertThatThrownBy(() -> recovery.frame(new Location(3, 4096), newer))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("type 99");
    }

    @Test
    void replaysEventsIntoTheJournal() throws IOException {
        byte[] events = {1, 2, 3};
        recovery.events(7, events);
        assertThat(replayed).containsExactly(events);
    }
}
