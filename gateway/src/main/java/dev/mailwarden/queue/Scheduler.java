package dev.mailwarden.queue;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Route;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which entry is tried when. Two levels: deferred entries wait by time, ready ones in their lane;
 * lanes that may work take turns, each within its limit and all within one limit.
 *
 * <p>Every method that changes anything must be called with the {@link #lock} held, so that the
 * index, the accounting and the schedule change together.
 */
final class Scheduler {

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    /** Entries made ready in one go, so that the lock is never held for long. */
    private static final int MAX_TICK = 5000;

    /** Milliseconds by which the clock may be set back without anything being planned anew. */
    private static final long STEP_BACK = 60_000;

    /** One part of so many is kept for lanes with few deliveries. */
    private static final int KEPT_PART = 4;

    private static final int FEW = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition earlier = lock.newCondition();
    private final Map<Route, Lane> lanes = new HashMap<>();
    private final ArrayDeque<Lane> rotation = new ArrayDeque<>();
    private final PriorityQueue<Due> deferred =
            new PriorityQueue<>(Comparator.comparingLong(Due::at));
    private final PriorityQueue<Lane> paused =
            new PriorityQueue<>(Comparator.comparingLong(Lane::pausedUntil));
    private final Supplier<Settings> settings;
    private final InstantSource clock;
    private final BooleanSupplier canRecord;
    private final BooleanSupplier switchedOn;

    /** Lanes that may work but for the part of the deliveries that is kept for others. */
    private final ArrayDeque<Lane> crowded = new ArrayDeque<>();

    private int leased;
    private Runnable startWorker = () -> {};
    private int workers;
    private boolean sending = true;
    private boolean couldRecord = true;
    private long lastTick;

    /**
     * A deferred entry by its time. It is passed over if the entry has left that state meanwhile.
     *
     * @param at milliseconds since 1970
     */
    private record Due(long at, Entry entry) {

        boolean holds() {
            return entry.state() == Entry.State.DEFERRED && entry.due() == at;
        }
    }

    /**
     * @param canRecord whether what becomes of an attempt can be written down; none begins while it
     *     cannot
     * @param switchedOn whether mail is to be sent; none begins while it is not
     */
    Scheduler(
            Supplier<Settings> settings,
            InstantSource clock,
            BooleanSupplier canRecord,
            BooleanSupplier switchedOn) {
        this.settings = settings;
        this.clock = clock;
        this.canRecord = canRecord;
        this.switchedOn = switchedOn;
        this.lastTick = clock.millis();
    }

    /**
     * Names who starts workers, before the first entry is ready.
     *
     * @param start starts a thread that takes leases with {@link #next} until there is none; called
     *     with the lock held
     */
    void employ(Runnable start) {
        startWorker = start;
    }

    ReentrantLock lock() {
        return lock;
    }

    /** The place in its lane for a new entry, which must {@link #end}. */
    Lane.DomainQueue place(Route route, Domain domain) {
        return lanes.computeIfAbsent(route, Lane::new).enter(domain);
    }

    /** An entry that is neither leased nor scheduled has ended. */
    void end(Entry entry) {
        entry.setState(Entry.State.ENDED);
        Lane lane = entry.lane();
        if (lane.leave(entry.place()) && lane.leased() == 0) {
            lanes.remove(lane.route());
            paused.remove(lane);
        }
    }

    /** An entry may be tried now. */
    void ready(Entry entry) {
        entry.setState(Entry.State.READY);
        Lane lane = entry.lane();
        lane.add(entry);
        rotate(lane);
    }

    /** An entry is tried again at a time. */
    void defer(Entry entry, Instant next) {
        entry.setState(Entry.State.DEFERRED);
        entry.setDue(next.toEpochMilli());
        deferred.add(new Due(entry.due(), entry));
        earlier.signal();
    }

    /** An entry is not tried until it is released; it stands in no queue meanwhile. */
    void hold(Entry entry) {
        entry.setState(Entry.State.HELD);
    }

    /**
     * Schedules an entry found at start. The time it was to be tried at may come from a clock that
     * was wrong, so it is not believed to be further away than any retry is.
     */
    void resume(Entry entry) {
        if (entry.heldFor().isPresent()) {
            hold(entry);
        } else if (entry.failures() == 0) {
            ready(entry);
        } else {
            Duration longest = RetrySchedule.longestDelay(settings.get().queue());
            long latest = clock.instant().plus(longest).toEpochMilli();
            defer(entry, Instant.ofEpochMilli(Math.min(entry.due(), latest)));
        }
    }

    private void rotate(Lane lane) {
        if (!lane.isInRotation() && lane.isEligible(routeLimit(), clock.millis())) {
            lane.setInRotation(true);
            if (isCrowdedOut(lane)) {
                crowded.add(lane);
            } else {
                rotation.add(lane);
                employ();
            }
        }
    }

    private void employ() {
        if (maySend() && workers < settings.get().delivery().connections()) {
            workers++;
            try {
                startWorker.run();
            } catch (RuntimeException | OutOfMemoryError e) {
                workers--;
                LOG.error("a delivery cannot be started now", e);
            }
        }
    }

    /** A worker has ended without having been told to. */
    void workerDied() {
        lock.lock();
        try {
            workers--;
        } finally {
            lock.unlock();
        }
    }

    /** Whether deliveries are begun at all. */
    boolean maySend() {
        boolean can = canRecord.getAsBoolean();
        if (can != couldRecord) {
            couldRecord = can;
            LOG.warn(
                    can
                            ? "deliveries begin again"
                            : "no delivery is begun: what becomes of it could not be recorded");
        }
        return sending && can && switchedOn.getAsBoolean();
    }

    /**
     * Whether a lane must leave what is left to others: the last quarter of all deliveries is for
     * lanes with fewer than {@value #FEW} of them, so that some slow routes never take all.
     */
    private boolean isCrowdedOut(Lane lane) {
        int all = settings.get().delivery().connections();
        return leased >= all - all / KEPT_PART && lane.leased() >= FEW;
    }

    private int routeLimit() {
        return settings.get().delivery().connectionsPerRoute();
    }

    /**
     * For workers: the next entry to try. An empty answer ends the worker: it must not ask again.
     */
    Optional<Lease> next() {
        lock.lock();
        try {
            boolean wanted = maySend() && workers <= settings.get().delivery().connections();
            Entry entry = wanted ? poll() : null;
            if (entry == null) {
                workers--;
                return Optional.empty();
            }
            return Optional.of(leaseOutOfTurn(entry));
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Entry poll() {
        for (Lane lane = rotation.poll(); lane != null; lane = rotation.poll()) {
            lane.setInRotation(false);
            if (isCrowdedOut(lane)) {
                rotate(lane);
                continue;
            }
            Entry entry = lane.isEligible(routeLimit(), clock.millis()) ? lane.poll() : null;
            if (entry != null) {
                // counted before the lane goes back, so that it goes back only if it may
                lane.lease();
                leased++;
                rotate(lane);
                leased--;
                lane.unlease();
                return entry;
            }
        }
        return null;
    }

    /** A leased entry is not being tried any more; what becomes of it is for the caller to say. */
    void unlease(Entry entry) {
        entry.message().unlease();
        Lane own = entry.lane();
        own.unlease();
        leased--;
        if (!isCrowdedOut(own) && crowded.remove(own)) {
            own.setInRotation(false);
        }
        rotate(own);
        letOneIn();
    }

    /** What was given back is for the first crowded lane that may work. */
    private void letOneIn() {
        boolean in = false;
        for (int left = crowded.size(); left > 0 && !in; left--) {
            Lane waiting = crowded.remove();
            waiting.setInRotation(false);
            rotate(waiting);
            in = rotation.peekLast() == waiting;
        }
    }

    /** No host of the lane's route could be spoken to. */
    void pause(Lane lane, String why) {
        paused.remove(lane);
        lane.pauseUntil(
                clock.instant().plus(settings.get().queue().deadRoutePause()).toEpochMilli(), why);
        paused.add(lane);
        earlier.signal();
    }

    /** A host of the lane's route has answered. */
    void alive(Lane lane) {
        if (lane.pausedUntil() > 0) {
            paused.remove(lane);
            lane.isAlive();
            rotate(lane);
        }
    }

    /** Leases an entry out of turn; where it stands in the schedule it is passed over. */
    Lease leaseOutOfTurn(Entry entry) {
        leased++;
        entry.setState(Entry.State.LEASED);
        entry.lane().lease();
        entry.message().lease();
        return new Lease(entry);
    }

    /**
     * Makes ready what is due, as much as is done quickly.
     *
     * @return nanoseconds until more is to be done, at most 1 s
     */
    long tick() {
        long now = clock.millis();
        if (now < lastTick - STEP_BACK) {
            clockWasSetBack(lastTick - now);
        }
        lastTick = now;
        int left = MAX_TICK;
        for (Due due = deferred.peek();
                due != null && due.at() <= now && left > 0;
                due = deferred.peek()) {
            left--;
            deferred.poll();
            if (due.holds()) {
                ready(due.entry());
            }
        }
        for (Lane lane = paused.peek();
                lane != null && lane.pausedUntil() <= now;
                lane = paused.peek()) {
            paused.poll();
            rotate(lane);
        }
        for (int i = Math.min(rotation.size(), settings.get().delivery().connections());
                i > 0;
                i--) {
            employ(); // after a pause nothing else does
        }
        return TimeUnit.MILLISECONDS.toNanos(Math.clamp(nextDue() - now, 1, 1000));
    }

    /** What waits goes on waiting for as long as it would have. */
    private void clockWasSetBack(long millis) {
        LOG.warn("the clock was set back by {} s", TimeUnit.MILLISECONDS.toSeconds(millis));
        List<Due> waiting = deferred.stream().filter(Due::holds).toList();
        deferred.clear();
        for (Due due : waiting) {
            due.entry().setDue(due.at() - millis);
            deferred.add(new Due(due.at() - millis, due.entry()));
        }
        List<Lane> lanesWaiting = List.copyOf(paused);
        paused.clear();
        for (Lane lane : lanesWaiting) {
            lane.pauseUntil(Math.max(1, lane.pausedUntil() - millis), lane.lastFailure());
            paused.add(lane);
        }
    }

    private long nextDue() {
        Due due = deferred.peek();
        Lane lane = paused.peek();
        return Math.min(
                due == null ? Long.MAX_VALUE / 2 : due.at(),
                lane == null ? Long.MAX_VALUE / 2 : lane.pausedUntil());
    }

    /** Waits, giving up the lock meanwhile, until something may be due earlier or time is up. */
    @SuppressWarnings("WaitNotInLoop") // woken early or not, the caller ticks again
    void sleep(long nanos) throws InterruptedException {
        earlier.awaitNanos(nanos);
    }

    /** Lets no further entry be tried. */
    void stopSending() {
        sending = false;
    }
}
