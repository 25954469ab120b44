package dev.mailwarden.bench.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts outcomes and keeps what was acknowledged, until it is frozen.
 *
 * <p>Safe for any number of threads.
 */
public final class Tally implements Outcomes {

    private static final int REPLIES = 20;

    private final List<AckLog.Ack> acks = new ArrayList<>();
    private final List<Long> served = new ArrayList<>();
    private final Map<String, Integer> refusals = new LinkedHashMap<>();
    private boolean frozen;
    private long refused;
    private long broken;
    private long unreachable;
    private long secured;
    private long resumed;
    private String lastTrouble = "";

    @Override
    public synchronized void accepted(Parcel parcel, long startNanos, long ackNanos) {
        if (!frozen) {
            acks.add(new AckLog.Ack(parcel.id(), startNanos, ackNanos));
        }
    }

    @Override
    public synchronized void served(long connectNanos, long ackNanos) {
        if (!frozen) {
            served.add(ackNanos - connectNanos);
        }
    }

    @Override
    public synchronized void refused(Parcel parcel, String reply) {
        refused++;
        lastTrouble = reply;
        if (refusals.size() < REPLIES || refusals.containsKey(reply)) {
            refusals.merge(reply, 1, Integer::sum);
        }
    }

    @Override
    public synchronized void broken(Parcel parcel, String why) {
        broken++;
        lastTrouble = why;
    }

    @Override
    public synchronized void unreachable(String why) {
        unreachable++;
        lastTrouble = why;
    }

    @Override
    public synchronized void secured(boolean again) {
        secured++;
        resumed += again ? 1 : 0;
    }

    /** {@return the part of the sessions with TLS that resumed an earlier one; 0 without any} */
    public synchronized double resumed() {
        return secured == 0 ? 0 : (double) resumed / secured;
    }

    /** From now on nothing counts as acknowledged: what comes later may have missed the cut. */
    public synchronized List<AckLog.Ack> freeze() {
        frozen = true;
        return List.copyOf(acks);
    }

    /** {@return of each session, nanoseconds from its connect to its first 250} */
    public synchronized List<Long> served() {
        return List.copyOf(served);
    }

    /** {@return what was acknowledged so far} */
    public synchronized List<AckLog.Ack> acks() {
        return List.copyOf(acks);
    }

    /** {@return how many were acknowledged so far} */
    public synchronized int acked() {
        return acks.size();
    }

    /** {@return how many were refused} */
    public synchronized long refused() {
        return refused;
    }

    /** {@return how many transactions broke off} */
    public synchronized long broken() {
        return broken;
    }

    /** {@return how often no transaction could be begun} */
    public synchronized long unreachable() {
        return unreachable;
    }

    /** {@return refusals by reply, the first few different ones} */
    public synchronized Map<String, Integer> refusals() {
        return Map.copyOf(refusals);
    }

    /** {@return the last thing that went wrong, empty when nothing did} */
    public synchronized String lastTrouble() {
        return lastTrouble;
    }
}
