package dev.mailwarden.mail.budget;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * What the reading of one message may still cost. One budget travels with the message through every
 * parser, unpacker and module.
 *
 * <p>Whoever needs something takes it first, and stops when it is refused. The first refusal is
 * remembered for good: a message whose budget {@linkplain #exhausted() ran out} was not seen whole
 * and is never clean.
 *
 * <p>Safe for any number of threads. To take costs one atomic addition.
 */
public final class Budget {

    private final Limits limits;
    private final LongSupplier ticker;
    private final long deadline;
    private final Map<Resource, AtomicLong> used;

    /** What ran out first. */
    private final AtomicReference<Optional<Resource>> exhausted;

    /** Whether the time of this holder ran out, which says nothing about that of others. */
    private volatile boolean late;

    private Budget(
            Limits limits,
            LongSupplier ticker,
            long deadline,
            Map<Resource, AtomicLong> used,
            AtomicReference<Optional<Resource>> exhausted) {
        this.limits = limits;
        this.ticker = ticker;
        this.deadline = deadline;
        this.used = used;
        this.exhausted = exhausted;
    }

    /**
     * Opens the budget of one message.
     *
     * @param ticker nanoseconds that only go forward, such as {@link System#nanoTime}
     * @param wall how long the message may take from now
     */
    public static Budget open(Limits limits, LongSupplier ticker, Duration wall) {
        return new Budget(
                limits,
                ticker,
                ticker.getAsLong() + wall.toNanos(),
                counters(),
                new AtomicReference<>(Optional.empty()));
    }

    private static Map<Resource, AtomicLong> counters() {
        var counters = new EnumMap<Resource, AtomicLong>(Resource.class);
        for (Resource resource : Resource.values()) {
            counters.put(resource, new AtomicLong());
        }
        return counters;
    }

    private AtomicLong counter(Resource resource) {
        return Objects.requireNonNull(used.get(resource));
    }

    /**
     * {@return the same budget for a module that has to end in {@code wall}, or sooner} That its
     * time is over is known to this budget only; all else that runs out, ran out for everyone.
     */
    public Budget within(Duration wall) {
        long own = ticker.getAsLong() + wall.toNanos();
        var inner =
                new Budget(limits, ticker, own - deadline < 0 ? own : deadline, used, exhausted);
        inner.late = late;
        return inner;
    }

    public Limits limits() {
        return limits;
    }

    /** {@return whether {@code count} parts are granted} */
    public boolean takeParts(int count) {
        return take(Resource.PARTS, count, limits.parts());
    }

    /** {@return whether {@code count} header fields are granted} */
    public boolean takeHeaders(int count) {
        return take(Resource.HEADERS, count, limits.headers());
    }

    /** {@return whether {@code count} entries of containers are granted} */
    public boolean takeEntries(int count) {
        return take(Resource.ENTRIES, count, limits.entries());
    }

    /** {@return whether {@code count} URLs are granted} */
    public boolean takeUrls(int count) {
        return take(Resource.URLS, count, limits.urls());
    }

    /** {@return whether {@code count} octets may come out of a decoder or unpacker} */
    public boolean takeOctets(long count) {
        return take(Resource.OCTETS, count, limits.octets());
    }

    /** {@return whether something may lie that deep; the message itself lies at depth 1} */
    public boolean allowsDepth(int depth) {
        return depth <= limits.depth() || refuse(Resource.DEPTH);
    }

    /**
     * {@return whether a container may go on giving}
     *
     * @param in octets of the container that were read so far
     * @param out octets that it gave so far
     */
    public boolean allowsRatio(long in, long out) {
        return out <= limits.ratioFrom()
                || out / limits.ratio() <= Math.max(in, 1)
                || refuse(Resource.RATIO);
    }

    /** {@return whether there is time left} */
    public boolean isInTime() {
        if (ticker.getAsLong() - deadline < 0) {
            return true;
        }
        late = true;
        return false;
    }

    /** {@return whether an object that took so much time of a processor may go on} */
    public boolean allowsCpu(Duration spent) {
        return spent.compareTo(limits.cpu()) <= 0 || refuse(Resource.CPU_TIME);
    }

    /** Notes that somebody reached a limit of his own that stands for a resource. */
    public void runOut(Resource resource) {
        refuse(resource);
    }

    /** {@return the time left; none or less if there is none} */
    public Duration left() {
        return Duration.ofNanos(deadline - ticker.getAsLong());
    }

    /** {@return what ran out first, if anything did} */
    public Optional<Resource> exhausted() {
        return exhausted.get().or(() -> late ? Optional.of(Resource.WALL_TIME) : Optional.empty());
    }

    /** {@return how much was asked for so far; for what is taken, not for what is only checked} */
    public long used(Resource resource) {
        return counter(resource).get();
    }

    private boolean take(Resource resource, long count, long limit) {
        if (count < 0) {
            throw new IllegalArgumentException("cannot take " + count);
        }
        long sum = counter(resource).addAndGet(count);
        return (sum >= 0 && sum <= limit) || refuse(resource);
    }

    private boolean refuse(Resource resource) {
        exhausted.updateAndGet(first -> first.or(() -> Optional.of(resource)));
        return false;
    }

    @Override
    public String toString() {
        return "budget used=" + used + exhausted().map(r -> " exhausted=" + r).orElse("");
    }
}
