package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.Scale;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.spool.Location;
import dev.mailwarden.spool.StoredContent;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** QUEUE-3: an entry takes 400 octets of memory at most, and nobody waits for the audit. */
class IndexSizeTest {

    private static final int MESSAGES = Scale.of(100_000, 1_000_000);

    private static final int MOST_OCTETS = 400;
    private static final Duration LONGEST_HOLD = Duration.ofMillis(50);

    private final StandingClock clock = new StandingClock();
    private final Scheduler scheduler =
            new Scheduler(() -> QueueSettings.DEFAULT, clock, () -> true, () -> true);
    private final QueueIndex index = new QueueIndex(scheduler, Post.BY_DOMAIN, new HotBudget(0));
    private final Restoration restoration = new Restoration(index);

    @Test
    void aDeferredEntryOfOneRecipientIsSmallAndIsCountedWithoutALongStop() throws Exception {
        long before = usedHeap();
        Random random = new Random(3);
        for (int i = 0; i < MESSAGES; i++) {
            accept(random, i);
        }
        restoration.schedule(restoration.messages());
        for (Optional<Lease> lease = scheduler.next();
                lease.isPresent();
                lease = scheduler.next()) {
            // a new text each time, as it comes from a connection
            String reason = "4.2.0 451 try later, mx" + lease.get().entry().lane().route().key();
            index.defer(lease.get().entry(), 1, reason, clock.instant().plusSeconds(900));
        }
        long each = (usedHeap() - before) / MESSAGES;
        assertThat(each).as("octets an entry").isLessThanOrEqualTo(MOST_OCTETS);
        assertThat(usualStopDuring(index::balance)).isLessThan(LONGEST_HOLD);
        assertThat(index.balance().queued()).isEqualTo(MESSAGES);
    }

    private void accept(Random random, int i) {
        var shape =
                new QueueRecord.ContentShape(
                        4096,
                        new StoredContent.Digest(0, new byte[32]),
                        ContentFacts.PLAIN,
                        Optional.empty(),
                        0);
        restoration.apply(
                List.of(
                        new QueueRecord.Accepted(
                                new JourneyId(random.nextLong(), random.nextLong()),
                                clock.instant(),
                                Post.envelope("a@from.example", "x@d" + i % 1000 + ".example"),
                                Arrival.Origin.INSIDE,
                                List.of(new QueueRecord.Variant(shape, List.of(0))),
                                1)),
                new Location(1, i * 8));
    }

    /** How long another thread waited for the lock meanwhile, 999 of 1,000 times. */
    private Duration usualStopDuring(Runnable work) throws InterruptedException {
        Thread thread = Thread.ofPlatform().start(work);
        List<Long> waits = new ArrayList<>();
        while (thread.isAlive()) {
            long start = System.nanoTime();
            scheduler.lock().lock();
            try {
                waits.add(System.nanoTime() - start);
            } finally {
                scheduler.lock().unlock();
            }
        }
        thread.join();
        waits.sort(Comparator.naturalOrder());
        return Duration.ofNanos(waits.get((int) ((waits.size() - 1) * 0.999)));
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            ManagementFactory.getMemoryMXBean().gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
