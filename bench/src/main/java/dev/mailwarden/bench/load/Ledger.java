package dev.mailwarden.bench.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What arrived, message by message.
 *
 * <p>Safe for any number of threads.
 */
public final class Ledger implements Mailroom {

    private static final int EXAMPLES = 10;

    private final Map<MessageId, Integer> arrivals = new HashMap<>();
    private final List<String> examples = new ArrayList<>();
    private long arrived;
    private long duplicated;
    private long altered;
    private long foreign;
    private long firstNanos;
    private long lastNanos;

    /** What a comparison with the senders' acknowledgements gave. */
    public record Balance(long acked, long lost) {}

    /**
     * What was counted.
     *
     * @param arrived different messages of ours that came at least once, unaltered
     * @param duplicated arrivals beyond the first of a message
     * @param altered messages of ours that differ from what was sent
     * @param foreign messages nobody sent
     * @param lastNanos {@link System#nanoTime} of the last arrival, the same clock in every process
     *     of a Linux machine
     */
    public record Count(
            long arrived,
            long duplicated,
            long altered,
            long foreign,
            long firstNanos,
            long lastNanos) {}

    @Override
    public synchronized void received(String from, List<String> to, byte[] message, int length) {
        lastNanos = System.nanoTime();
        if (arrived == 0) {
            firstNanos = lastNanos;
        }
        switch (Inspection.of(message, length)) {
            case Inspection.Intact(var id) -> {
                if (arrivals.merge(id, 1, Integer::sum) == 1) {
                    arrived++;
                } else {
                    duplicated++;
                }
            }
            case Inspection.Altered(var id, var how) -> {
                altered++;
                example(id + " altered: " + how);
            }
            case Inspection.Foreign(var why) -> {
                foreign++;
                example("foreign: " + why);
            }
        }
    }

    private void example(String text) {
        if (examples.size() < EXAMPLES) {
            examples.add(text);
        }
    }

    /** {@return the counts so far} */
    public synchronized Count count() {
        return new Count(arrived, duplicated, altered, foreign, firstNanos, lastNanos);
    }

    /** {@return the first few things that were wrong, for a human} */
    public synchronized List<String> examples() {
        return List.copyOf(examples);
    }

    /** Compares with what the senders were promised. */
    public synchronized Balance balance(Collection<MessageId> acked) {
        long lost = acked.stream().filter(id -> !arrivals.containsKey(id)).count();
        return new Balance(acked.size(), lost);
    }

    /** {@return whether the message came at least once, unaltered} */
    public synchronized boolean has(MessageId id) {
        return arrivals.containsKey(id);
    }

    /** Forgets everything. */
    public synchronized void reset() {
        arrivals.clear();
        examples.clear();
        arrived = 0;
        duplicated = 0;
        altered = 0;
        foreign = 0;
        firstNanos = 0;
        lastNanos = 0;
    }
}
