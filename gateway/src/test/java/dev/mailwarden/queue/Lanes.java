package dev.mailwarden.queue;

import dev.mailwarden.config.Settings;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Route;
import dev.mailwarden.spool.Location;
import dev.mailwarden.spool.StoredContent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A scheduler with the lock held by the test's thread, which is its only worker. */
final class Lanes {

    final StandingClock clock = new StandingClock();
    final Scheduler scheduler;
    private final Random random = new Random(11);
    boolean canRecord = true;
    boolean switchedOn = true;
    private int wanted;

    Lanes(Settings settings) {
        scheduler = new Scheduler(() -> settings, clock, () -> canRecord, () -> switchedOn);
        scheduler.lock().lock();
        scheduler.employ(() -> wanted++);
    }

    /** A new entry, not yet scheduled. */
    Entry entry(String route, String domain) {
        var shape =
                new QueueRecord.ContentShape(
                        1,
                        new StoredContent.Digest(0, new byte[32]),
                        ContentFacts.PLAIN,
                        Optional.empty(),
                        0);
        var record =
                new QueueRecord.Accepted(
                        new JourneyId(random.nextLong(), random.nextLong()),
                        clock.instant(),
                        Post.envelope("a@from.example", "x@" + domain),
                        Arrival.Origin.INSIDE,
                        List.of(new QueueRecord.Variant(shape, List.of(0))),
                        1);
        var message = new QueuedMessage(record, new Location(1, 0));
        var way = new Route.Mx(Post.mailbox("x@" + route).domain());
        Entry entry =
                new Entry(
                        message,
                        scheduler.place(way, Post.mailbox("x@" + domain).domain()),
                        0,
                        List.of(0));
        message.setEntries(List.of(entry));
        return entry;
    }

    Entry ready(String route, String domain) {
        Entry entry = entry(route, domain);
        scheduler.ready(entry);
        return entry;
    }

    /** What a worker gets, if one was asked for. */
    Optional<Entry> next() {
        if (wanted == 0) {
            return Optional.empty();
        }
        Optional<Lease> lease = scheduler.next();
        if (lease.isEmpty()) {
            wanted--;
        }
        return lease.map(Lease::entry);
    }

    int workers() {
        return wanted;
    }

    void end(Entry entry) {
        scheduler.unlease(entry);
        scheduler.end(entry);
    }

    void defer(Entry entry, Instant next) {
        entry.failed(entry.failures() + 1, "later");
        scheduler.unlease(entry);
        scheduler.defer(entry, next);
    }
}
