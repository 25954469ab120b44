package dev.mailwarden.bench.load;

import java.util.Arrays;
import java.util.List;

/** Percentiles of the time something took, such as a transaction, MAIL sent to 250 read. */
public record Latencies(double p50Millis, double p99Millis) {

    /** Of any number of transactions; both 0 when there are none. */
    static Latencies of(List<AckLog.Ack> acks) {
        return of(acks.stream().mapToLong(ack -> ack.ackNanos() - ack.startNanos()).toArray());
    }

    /** Of any number of times in nanoseconds; both 0 when there are none. */
    static Latencies of(long[] nanos) {
        Arrays.sort(nanos);
        return new Latencies(percentile(nanos, 50), percentile(nanos, 99));
    }

    /** The smallest value that at least {@code percent} of the values do not exceed. */
    private static double percentile(long[] sorted, int percent) {
        if (sorted.length == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(sorted.length * percent / 100.0);
        return sorted[Math.max(rank, 1) - 1] / 1e6;
    }
}
