package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.Scale;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.JourneyId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** J-10: random steps against a map of what is pending. */
class QueueModelTest {

    private static final int STEPS = Scale.of(200, 100_000);

    private final Map<JourneyId, Set<Integer>> pending = new HashMap<>();
    private final StandingClock clock = new StandingClock();

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theQueueHoldsWhatTheModelHolds(long seed) throws Exception {
        Random random = new Random(seed);
        Path spool = directory.resolve("spool0");
        Clerk clerk = new Clerk(spool, clock, random);
        for (int i = 1; i <= STEPS; i++) {
            switch (random.nextInt(40)) {
                case 0 -> {
                    clerk.close();
                    clerk = new Clerk(spool, clock, random);
                }
                case 1 -> {
                    clerk.sync();
                    Clerk dead = clerk;
                    dead.observed.deafen();
                    spool = Office.copyOf(spool, directory.resolve("spool" + i));
                    dead.close();
                    clerk = new Clerk(spool, clock, random);
                }
                default -> step(clerk, random);
            }
            check(clerk);
        }
        clerk.close();
    }

    private void step(Clerk clerk, Random random) throws Exception {
        switch (random.nextInt(8)) {
            case 0, 1 -> accept(clerk, random);
            case 2, 3, 4, 5 -> attempt(clerk, random);
            case 6 -> {
                clock.advance(Duration.ofMinutes(random.nextInt(600)));
                clerk.tick();
            }
            default -> remove(clerk, random);
        }
    }

    private void accept(Clerk clerk, Random random) throws Exception {
        List<String> to = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            to.add("u" + i + "@d" + random.nextInt(3) + ".example");
        }
        String from = random.nextInt(4) == 0 ? "" : "a@from.example";
        int length = random.nextInt(20) == 0 ? 300_000 : random.nextInt(3_000);
        var mail =
                clerk.accept(
                        Post.envelope(from, to.toArray(String[]::new)),
                        Post.HEADER + "x".repeat(length) + "\r\n");
        pending.put(mail.journey(), new TreeSet<>(QueueRecords.upTo(to.size())));
    }

    private void attempt(Clerk clerk, Random random) throws Exception {
        Optional<Lease> lease = clerk.next();
        if (lease.isEmpty()) {
            return;
        }
        Set<JourneyId> before = journeys(clerk);
        JourneyId journey = lease.get().message().journey();
        Set<Integer> left = pending.get(journey);
        clerk.settle(
                lease.get(),
                index -> {
                    Attempt.Result result = any(random);
                    if (!(result instanceof Attempt.Result.Deferred)) {
                        left.remove(index);
                    }
                    return result;
                });
        for (QueuedMessage message : clerk.index.acceptedBefore(Long.MAX_VALUE, Long.MAX_VALUE)) {
            if (!before.contains(message.journey())) {
                pending.put(message.journey(), new TreeSet<>(Set.of(0)));
            }
        }
        if (lease.get().entry().state() == Entry.State.ENDED) {
            giveUp(lease.get().message(), left);
        }
        if (left.isEmpty()) {
            pending.remove(journey);
        }
    }

    /** An entry ends as a whole when there is no time for another attempt, and only then. */
    private void giveUp(QueuedMessage message, Set<Integer> left) {
        Set<Integer> there = new HashSet<>();
        message.entries().forEach(entry -> there.addAll(entry.recipients()));
        if (left.retainAll(there)) {
            Duration age =
                    Duration.between(Instant.ofEpochMilli(message.acceptedAt()), clock.instant());
            assertThat(age)
                    .isGreaterThan(Duration.ofDays(message.isNotification() ? 1 : 3).minusHours(5));
        }
    }

    private Attempt.Result any(Random random) {
        HopFacts hop = new HopFacts("mx.d.example", "192.0.2.1", 25, Optional.empty());
        return switch (random.nextInt(4)) {
            case 0 -> ScriptedCourier.taken();
            case 1 -> ScriptedCourier.never();
            case 2 ->
                    new Attempt.Result.Deferred(
                            hop, new EnhancedStatusCode(4, 2, 1), "450 " + random.nextInt(9));
            default -> ScriptedCourier.later();
        };
    }

    private void remove(Clerk clerk, Random random) {
        List<JourneyId> all = new ArrayList<>(journeys(clerk));
        if (all.isEmpty()) {
            return;
        }
        JourneyId journey = all.get(random.nextInt(all.size()));
        QueuedMessage message = clerk.index.find(journey).orElseThrow();
        for (Lease lease : clerk.index.leaseForRemoval(message, _ -> true)) {
            pending.get(journey).removeAll(lease.entry().recipients());
            clerk.settlement.remove(
                    lease.entry(), lease.entry().recipients(), Optional.empty(), "test");
        }
        if (pending.get(journey).isEmpty()) {
            pending.remove(journey);
        }
    }

    private static Set<JourneyId> journeys(Clerk clerk) {
        Set<JourneyId> all = new TreeSet<>();
        clerk.index
                .acceptedBefore(Long.MAX_VALUE, Long.MAX_VALUE)
                .forEach(message -> all.add(message.journey()));
        return all;
    }

    private void check(Clerk clerk) {
        Map<JourneyId, Set<Integer>> there = new HashMap<>();
        for (QueuedMessage message : clerk.index.acceptedBefore(Long.MAX_VALUE, Long.MAX_VALUE)) {
            Set<Integer> recipients = new TreeSet<>();
            message.entries().forEach(entry -> recipients.addAll(entry.recipients()));
            there.put(message.journey(), recipients);
        }
        assertThat(there).isEqualTo(pending);
        assertThat(clerk.index.balance().difference()).isZero();
        assertThat(clerk.observed.faults()).isEmpty();
    }
}
