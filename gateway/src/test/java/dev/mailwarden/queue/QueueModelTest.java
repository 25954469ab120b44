package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.Scale;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Route;
import dev.mailwarden.queue.MessageQueue.Decision;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** J-10: random steps against a map of what is pending. */
class QueueModelTest {

    private static final int STEPS = Scale.of(200, 100_000);

    private final Map<JourneyId, Set<Integer>> pending = new HashMap<>();

    /** Journeys whose sender may be forged. */
    private final Set<JourneyId> unverified = new HashSet<>();

    private final Map<JourneyId, Set<Integer>> held = new HashMap<>();

    /** The key of the route that a recipient was sent. */
    private final Map<JourneyId, Map<Integer, String>> redirected = new HashMap<>();

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
        switch (random.nextInt(10)) {
            case 0, 1 -> accept(clerk, random);
            case 2, 3, 4, 5 -> attempt(clerk, random);
            case 6 -> {
                clock.advance(Duration.ofMinutes(random.nextInt(600)));
                clerk.tick();
            }
            default -> decide(clerk, random);
        }
    }

    private void accept(Clerk clerk, Random random) throws Exception {
        List<String> to = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            to.add("u" + i + "@d" + random.nextInt(3) + ".example");
        }
        String from = random.nextInt(4) == 0 ? "" : "a@from.example";
        int length = random.nextInt(20) == 0 ? 300_000 : random.nextInt(3_000);
        Arrival.Origin origin =
                random.nextInt(4) == 0 ? Arrival.Origin.OUTSIDE : Arrival.Origin.INSIDE;
        var mail =
                clerk.accept(
                        origin,
                        Post.envelope(from, to.toArray(String[]::new)),
                        Post.HEADER + "x".repeat(length) + "\r\n");
        pending.put(mail.journey(), new TreeSet<>(QueueRecords.upTo(to.size())));
        if (origin == Arrival.Origin.OUTSIDE && !from.isEmpty()) {
            unverified.add(mail.journey());
        }
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
                    if (result instanceof Attempt.Result.Failed && unverified.contains(journey)) {
                        heldOf(journey).add(index);
                    } else if (!(result instanceof Attempt.Result.Deferred)) {
                        left.remove(index);
                    }
                    return result;
                });
        for (QueuedMessage message : clerk.index.messages().toList()) {
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

    private Set<Integer> heldOf(JourneyId journey) {
        return held.computeIfAbsent(journey, _ -> new TreeSet<>());
    }

    /**
     * An entry ends, or is held, as a whole when there is no time for another attempt, and only
     * then.
     */
    private void giveUp(QueuedMessage message, Set<Integer> left) {
        Set<Integer> there = new HashSet<>();
        Set<Integer> newlyHeld = new HashSet<>();
        for (Entry entry : message.entries()) {
            there.addAll(entry.recipients());
            if (entry.state() == Entry.State.HELD) {
                newlyHeld.addAll(entry.recipients());
            }
        }
        newlyHeld.removeAll(held.getOrDefault(message.journey(), Set.of()));
        boolean ended = left.retainAll(there);
        if (ended || !newlyHeld.isEmpty()) {
            Duration age =
                    Duration.between(Instant.ofEpochMilli(message.acceptedAt()), clock.instant());
            assertThat(age)
                    .isGreaterThan(Duration.ofDays(message.isNotification() ? 1 : 3).minusHours(5));
            heldOf(message.journey()).addAll(newlyHeld);
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

    private void decide(Clerk clerk, Random random) {
        List<JourneyId> all = new ArrayList<>(journeys(clerk));
        if (all.isEmpty()) {
            return;
        }
        JourneyId journey = all.get(random.nextInt(all.size()));
        QueuedMessage message = clerk.index.find(journey).orElseThrow();
        boolean some = random.nextBoolean();
        IntPredicate whom = recipient -> !some || recipient % 2 == 0;
        switch (random.nextInt(4)) {
            case 0 ->
                    forEach(
                            clerk.outOfTurn.any(message, whom),
                            whom,
                            subject -> {
                                pending.get(journey).removeAll(subject.part());
                                clerk.decisions.carryOut(new Decision.Delete(), subject);
                            });
            case 1 ->
                    forEach(
                            clerk.outOfTurn.waiting(message, whom),
                            whom,
                            subject -> {
                                heldOf(journey).addAll(subject.part());
                                clerk.decisions.carryOut(new Decision.Hold(), subject);
                            });
            case 2 ->
                    forEach(
                            clerk.outOfTurn.held(message, whom),
                            whom,
                            subject -> {
                                heldOf(journey).removeAll(subject.part());
                                clerk.decisions.carryOut(new Decision.Release(), subject);
                            });
            default -> {
                Route.Fixed route = route(random.nextInt(3));
                forEach(
                        clerk.outOfTurn.any(message, whom),
                        whom,
                        subject -> {
                            subject.part()
                                    .forEach(recipient ->
                                            redirected
                                                    .computeIfAbsent(journey, _ -> new TreeMap<>())
                                                    .put(recipient, route.key()));
                            clerk.decisions.carryOut(new Decision.Redirect(route), subject);
                        });
            }
        }
        if (pending.get(journey).isEmpty()) {
            pending.remove(journey);
        }
    }

    private static Route.Fixed route(int number) {
        Domain name = new Domain("hop" + number + ".example");
        return new Route.Fixed(List.of(new Route.Host(name, 25, false)), Route.TlsPolicy.ATTEMPT);
    }

    private static void forEach(
            List<Lease> leases, IntPredicate whom, Consumer<Decisions.Subject> action) {
        for (Lease lease : leases) {
            List<Integer> part = lease.entry().recipients().stream().filter(whom::test).toList();
            action.accept(new Decisions.Subject(lease.entry(), part, Optional.empty(), "test"));
        }
    }

    private static Set<JourneyId> journeys(Clerk clerk) {
        Set<JourneyId> all = new TreeSet<>();
        clerk.index.messages().forEach(message -> all.add(message.journey()));
        return all;
    }

    private void check(Clerk clerk) {
        Map<JourneyId, Set<Integer>> there = new HashMap<>();
        for (QueuedMessage message : clerk.index.messages().toList()) {
            Set<Integer> recipients = new TreeSet<>();
            Set<Integer> heldThere = new TreeSet<>();
            for (Entry entry : message.entries()) {
                recipients.addAll(entry.recipients());
                if (entry.state() == Entry.State.HELD) {
                    heldThere.addAll(entry.recipients());
                }
                checkRoute(entry);
            }
            there.put(message.journey(), recipients);
            Set<Integer> wanted = new TreeSet<>(held.getOrDefault(message.journey(), Set.of()));
            wanted.retainAll(recipients);
            assertThat(heldThere).isEqualTo(wanted);
        }
        assertThat(there).isEqualTo(pending);
        assertThat(clerk.index.balance().difference()).isZero();
        assertThat(clerk.observed.faults()).isEmpty();
    }

    private void checkRoute(Entry entry) {
        Map<Integer, String> ways = redirected.getOrDefault(entry.message().journey(), Map.of());
        for (int recipient : entry.recipients()) {
            String way = ways.getOrDefault(recipient, "mx:" + entry.place().domain());
            assertThat(entry.lane().route().key()).isEqualTo(way);
        }
    }
}
