package dev.mailwarden.unpack.read;

import dev.mailwarden.unpack.protocol.Allowance;
import dev.mailwarden.unpack.protocol.Resource;
import java.util.function.LongSupplier;

/** What a job has used, against what it may use. */
public final class Meter {

    /** Steps of work between two looks at the clock, which costs a system call. */
    private static final int STEPS = 64;

    private final Allowance allowance;
    private final LongSupplier cpuNanos;
    private final long begun;
    private final long ratioLimit;
    private int entries;
    private long octets;
    private int steps;

    /**
     * @param length of the container
     * @param cpuNanos processor time of this process in nanoseconds
     */
    public Meter(Allowance allowance, long length, LongSupplier cpuNanos) {
        this.allowance = allowance;
        this.cpuNanos = cpuNanos;
        this.begun = cpuNanos.getAsLong();
        long most = Long.MAX_VALUE / allowance.ratio();
        this.ratioLimit =
                Math.max(
                        allowance.ratioFree(),
                        length > most ? Long.MAX_VALUE : length * allowance.ratio());
    }

    void entry() throws OverBudgetException {
        if (entries >= allowance.entries()) {
            throw new OverBudgetException(Resource.ENTRIES);
        }
        entries++;
        step();
    }

    void octets(int count) throws OverBudgetException {
        if (octets + count > allowance.octets()) {
            throw new OverBudgetException(Resource.OCTETS);
        }
        if (octets + count > ratioLimit) {
            throw new OverBudgetException(Resource.RATIO);
        }
        octets += count;
        step();
    }

    /** Counts a piece of work of at most some ten thousand octets. */
    void step() throws OverBudgetException {
        steps++;
        if (steps % STEPS == 0 && cpuMillis() > allowance.cpuMillis()) {
            throw new OverBudgetException(Resource.CPU);
        }
    }

    public int entries() {
        return entries;
    }

    public long octets() {
        return octets;
    }

    public int cpuMillis() {
        return (int) Math.min(Integer.MAX_VALUE, (cpuNanos.getAsLong() - begun) / 1_000_000);
    }
}
