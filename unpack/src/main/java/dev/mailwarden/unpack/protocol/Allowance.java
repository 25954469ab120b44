package dev.mailwarden.unpack.protocol;

/**
 * What one job may use: what is left of the message's budget.
 *
 * @param octets that may come out
 * @param ratio how many times the container's length may come out, once it is more than {@code
 *     ratioFree}
 * @param ratioFree octets to which no ratio applies
 * @param entries that may be told of
 * @param cpuMillis processor time in milliseconds
 */
public record Allowance(long octets, int ratio, long ratioFree, int entries, int cpuMillis) {

    /** What an object may use when nothing was used before (MSG-3). */
    public static final Allowance DEFAULT = new Allowance(1L << 30, 100, 10L << 20, 10_000, 10_000);

    /** More than any heap of a worker could list. */
    public static final int MOST_ENTRIES = 100_000;

    public Allowance {
        if (octets < 0 || ratio < 1 || ratioFree < 0 || entries < 0 || cpuMillis < 0) {
            throw new IllegalArgumentException("an allowance is not negative");
        }
        if (entries > MOST_ENTRIES) {
            throw new IllegalArgumentException("at most " + MOST_ENTRIES + " entries");
        }
    }
}
