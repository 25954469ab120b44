package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerTest {

    private static final int PER_ROUTE = 3;

    private final Lanes lanes = new Lanes(QueueSettings.connections(PER_ROUTE, 20));

    @Test
    void oneMessageForAnotherDomainDoesNotWaitForTenThousand() {
        for (int i = 0; i < 10_000; i++) {
            lanes.ready("hub.example", "big.example");
        }
        Entry small = lanes.ready("hub.example", "small.example");
        assertThat(List.of(lanes.next(), lanes.next())).contains(Optional.of(small));
    }

    @Test
    void oneRouteDoesNotWaitForAnother() {
        for (int i = 0; i < 10_000; i++) {
            lanes.ready("slow.example", "slow.example");
        }
        Entry other = lanes.ready("fast.example", "fast.example");
        List<Entry> leased = new ArrayList<>();
        for (Optional<Entry> e = lanes.next(); e.isPresent(); e = lanes.next()) {
            leased.add(e.get());
        }
        assertThat(leased).hasSize(PER_ROUTE + 1).contains(other);
    }

    @Test
    void slowRoutesLeaveAQuarterOfTheDeliveriesToOthers() {
        Lanes many = new Lanes(QueueSettings.connections(20, 200));
        List<Entry> slow = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.ready("slow" + i % 10 + ".example", "slow.example");
        }
        for (Optional<Entry> e = many.next(); e.isPresent(); e = many.next()) {
            slow.add(e.get());
        }
        assertThat(slow).hasSize(150);
        Entry other = many.ready("fast.example", "fast.example");
        assertThat(many.next()).contains(other);
        many.end(other);
        many.end(slow.getFirst());
        assertThat(many.next()).as("room for the slow ones again").isPresent();
        assertThat(many.next()).isEmpty();
    }

    @Test
    void aRouteThatIsQuickDoesNotWaitForSlowOnesInTheRoomThatIsKept() {
        Lanes many = new Lanes(QueueSettings.connections(20, 200));
        for (int i = 0; i < 10_000; i++) {
            many.ready("slow" + i % 10 + ".example", "slow.example");
        }
        List<Entry> quick = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            quick.add(many.ready("quick.example", "quick.example"));
        }
        List<Entry> leased = new ArrayList<>();
        for (Optional<Entry> e = many.next(); e.isPresent(); e = many.next()) {
            leased.add(e.get());
        }
        int rounds = 0;
        while (leased.stream().anyMatch(quick::contains)) {
            assertThat(++rounds).isLessThanOrEqualTo(quick.size());
            List<Entry> done = leased.stream().filter(quick::contains).toList();
            leased.removeAll(done);
            done.forEach(many::end);
            quick.removeAll(done);
            for (Optional<Entry> e = many.next(); e.isPresent(); e = many.next()) {
                leased.add(e.get());
            }
        }
        assertThat(quick).as("never tried").isEmpty();
    }

    @Test
    void afterAPauseAsManyAreTriedAsBefore() {
        lanes.canRecord = false;
        for (int i = 0; i < 10; i++) {
            lanes.ready("route" + i + ".example", "a.example");
        }
        lanes.canRecord = true;
        lanes.scheduler.tick();
        assertThat(lanes.workers()).isEqualTo(10);
    }

    @Test
    void whileSendingIsSwitchedOffNothingIsTried() {
        lanes.switchedOn = false;
        lanes.ready("route.example", "a.example");
        assertThat(lanes.workers()).isZero();
        lanes.switchedOn = true;
        lanes.scheduler.tick();
        assertThat(lanes.workers()).isEqualTo(1);
    }

    @Test
    void aWorkerThatDiesMakesRoomForAnother() {
        Lanes one = new Lanes(QueueSettings.connections(1, 1));
        one.ready("a.example", "a.example");
        one.ready("b.example", "b.example");
        assertThat(one.workers()).isEqualTo(1);
        one.scheduler.workerDied();
        one.scheduler.tick();
        assertThat(one.workers()).as("workers that were asked for").isEqualTo(2);
    }

    @Test
    void nothingIsLeasedWhileItCouldNotBeWrittenDown() {
        lanes.canRecord = false;
        Entry entry = lanes.ready("a.example", "a.example");
        assertThat(lanes.workers()).isZero();
        lanes.canRecord = true;
        lanes.scheduler.tick();
        assertThat(lanes.next()).contains(entry);
    }

    @Test
    void aRouteThatIsDownIsProbedByOneEntryAtATime() {
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(lanes.ready("down.example", "down.example"));
        }
        Entry first = lanes.next().orElseThrow();
        lanes.scheduler.pause(first.lane(), "no answer");
        lanes.defer(first, lanes.clock.instant().plusSeconds(900));
        assertThat(lanes.next()).isEmpty();
        lanes.clock.advance(Duration.ofSeconds(59));
        lanes.scheduler.tick();
        assertThat(lanes.next()).isEmpty();
        lanes.clock.advance(Duration.ofSeconds(1));
        lanes.scheduler.tick();
        Entry probe = lanes.next().orElseThrow();
        assertThat(lanes.next()).isEmpty();
        lanes.scheduler.alive(probe.lane());
        lanes.end(probe);
        assertThat(List.of(lanes.next(), lanes.next(), lanes.next())).allMatch(Optional::isPresent);
        assertThat(all).contains(probe);
    }

    @Test
    void aClockSetBackMakesNothingWaitLonger() {
        Entry entry = lanes.ready("a.example", "a.example");
        assertThat(lanes.next()).contains(entry);
        lanes.defer(entry, lanes.clock.instant().plus(Duration.ofMinutes(15)));
        lanes.scheduler.tick();
        lanes.clock.advance(Duration.ofDays(-400));
        lanes.scheduler.tick();
        lanes.clock.advance(Duration.ofMinutes(14));
        lanes.scheduler.tick();
        assertThat(lanes.next()).isEmpty();
        lanes.clock.advance(Duration.ofMinutes(1));
        lanes.scheduler.tick();
        assertThat(lanes.next()).contains(entry);
    }

    @Test
    void aClockSetBackDoesNotKeepARouteDown() {
        Entry entry = lanes.ready("a.example", "a.example");
        assertThat(lanes.next()).contains(entry);
        lanes.scheduler.pause(entry.lane(), "no answer");
        lanes.scheduler.unlease(entry);
        lanes.scheduler.ready(entry);
        lanes.clock.advance(Duration.ofDays(-400));
        lanes.scheduler.tick();
        lanes.clock.advance(Duration.ofSeconds(60));
        lanes.scheduler.tick();
        assertThat(lanes.next()).contains(entry);
    }

    @Test
    void aTimeFoundAtStartIsNotBelievedToBeFurtherAwayThanARetry() {
        Entry entry = lanes.entry("a.example", "a.example");
        entry.failed(1, "later");
        entry.setDue(lanes.clock.instant().plus(Duration.ofDays(5000)).toEpochMilli());
        lanes.scheduler.resume(entry);
        lanes.clock.advance(Duration.ofHours(5));
        lanes.scheduler.tick();
        assertThat(lanes.next()).contains(entry);
    }

    @Test
    void aWorkerThatCannotBeStartedIsStartedLater() {
        boolean[] broken = {true};
        int[] started = {0};
        lanes.scheduler.employ(() -> {
            if (broken[0]) {
                throw new OutOfMemoryError("no thread");
            }
            started[0]++;
        });
        lanes.ready("a.example", "a.example");
        broken[0] = false;
        lanes.scheduler.tick();
        assertThat(started[0]).isEqualTo(1);
    }

    @Test
    void aRouteWithoutEntriesIsForgotten() {
        Entry first = lanes.ready("a.example", "a.example");
        lanes.next();
        lanes.end(first);
        Entry second = lanes.ready("a.example", "a.example");
        assertThat(second.lane()).isNotSameAs(first.lane());
        assertThat(lanes.next()).contains(second);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverEarlyNeverStarvingNeverOverTheLimit(long seed) {
        Story story = new Story(new Random(seed));
        for (int i = 0; i < 5_000; i++) {
            story.step();
        }
        story.finish();
    }

    /** Random operations against what must hold. */
    private final class Story {

        private final Random random;
        private final Map<Entry, Instant> waiting = new HashMap<>();
        private final Set<Entry> open = new LinkedHashSet<>();
        private final List<Entry> leased = new ArrayList<>();

        Story(Random random) {
            this.random = random;
        }

        void step() {
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> open.add(lanes.ready(any() + ".example", any() + ".example"));
                case 3, 4, 5 -> lanes.next().ifPresent(this::lease);
                case 6 -> withOne(this::settle);
                case 7 -> withOne(this::fail);
                case 8 -> {
                    lanes.clock.advance(Duration.ofSeconds(random.nextInt(600)));
                    lanes.scheduler.tick();
                }
                default -> removeOne();
            }
        }

        private String any() {
            return "d" + random.nextInt(4);
        }

        private void lease(Entry entry) {
            assertThat(open).contains(entry);
            Instant due = waiting.remove(entry);
            if (due != null) {
                assertThat(lanes.clock.instant()).isAfterOrEqualTo(due);
            }
            leased.add(entry);
            long here = leased.stream().filter(e -> e.lane() == entry.lane()).count();
            assertThat(here).isLessThanOrEqualTo(PER_ROUTE).isEqualTo(entry.lane().leased());
        }

        private void withOne(Consumer<Entry> what) {
            if (!leased.isEmpty()) {
                what.accept(leased.remove(random.nextInt(leased.size())));
            }
        }

        private void settle(Entry entry) {
            lanes.scheduler.alive(entry.lane());
            open.remove(entry);
            lanes.end(entry);
        }

        private void fail(Entry entry) {
            if (random.nextInt(3) == 0) {
                lanes.scheduler.pause(entry.lane(), "down");
            }
            Instant due = lanes.clock.instant().plusSeconds(random.nextInt(1, 3_000));
            waiting.put(entry, due);
            lanes.defer(entry, due);
        }

        private void removeOne() {
            Optional<Entry> any =
                    open.stream()
                            .filter(e -> !leased.contains(e))
                            .skip(open.isEmpty() ? 0 : random.nextInt(open.size()))
                            .findFirst();
            any.ifPresent(entry -> {
                lanes.scheduler.leaseOutOfTurn(entry);
                waiting.remove(entry);
                open.remove(entry);
                lanes.end(entry);
            });
        }

        /** Everything that is left is served, in time. */
        void finish() {
            for (int i = 0; i < 100_000 && !open.isEmpty(); i++) {
                lanes.next()
                        .ifPresentOrElse(
                                this::lease,
                                () -> {
                                    lanes.clock.advance(Duration.ofSeconds(30));
                                    lanes.scheduler.tick();
                                });
                while (!leased.isEmpty()) {
                    withOne(this::settle);
                }
            }
            assertThat(open).isEmpty();
        }
    }
}
