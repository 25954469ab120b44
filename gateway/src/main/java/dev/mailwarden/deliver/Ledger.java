package dev.mailwarden.deliver;

import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Attempt.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each recipient while hosts are tried one after the other.
 *
 * <p>A recipient is settled once; until then the last passing trouble stands. A host that refuses
 * everybody for good settles nobody: only if every host that was tried did so, it counts.
 */
final class Ledger {

    private final @Nullable Result[] settled;
    private final @Nullable Trouble[] passing;
    private @Nullable Trouble lastPassing;
    private @Nullable Trouble lastRefusal;
    private boolean spokenTo;

    Ledger(int recipients) {
        settled = new Result[recipients];
        passing = new Trouble[recipients];
    }

    /** {@return the positions of the recipients that are not settled} */
    List<Integer> open() {
        List<Integer> open = new ArrayList<>(settled.length);
        for (int i = 0; i < settled.length; i++) {
            if (settled[i] == null) {
                open.add(i);
            }
        }
        return open;
    }

    boolean hasDelivered() {
        for (Result result : settled) {
            if (result instanceof Result.Delivered) {
                return true;
            }
        }
        return false;
    }

    boolean hasSettled() {
        return open().size() < settled.length;
    }

    void settle(int position, Result result) {
        settled[position] = result;
    }

    /** A refusal of one recipient: final if permanent, otherwise another host may think better. */
    void refuse(int position, Trouble trouble) {
        if (trouble.isPermanent()) {
            settled[position] = trouble.asResult();
        } else {
            passing[position] = trouble;
        }
    }

    void refuse(List<Integer> positions, Trouble trouble) {
        positions.forEach(position -> refuse(position, trouble));
    }

    /** A host did not get as far as taking a transaction. */
    void hostTrouble(Trouble trouble) {
        if (trouble.isPermanent()) {
            lastRefusal = trouble;
        } else {
            lastPassing = trouble;
        }
    }

    /** A host was ready to take a transaction. */
    void spokenTo() {
        spokenTo = true;
    }

    /** Ends the attempt. Every recipient is settled or has met trouble by now. */
    Attempt finish() {
        List<Result> results = new ArrayList<>(settled.length);
        for (int i = 0; i < settled.length; i++) {
            results.add(resultOf(i));
        }
        return new Attempt(results, !spokenTo);
    }

    private Result resultOf(int position) {
        Result result = settled[position];
        if (result != null) {
            return result;
        }
        Trouble own = passing[position];
        if (own != null) {
            return own.asResult();
        }
        if (lastPassing != null) {
            return lastPassing.asResult();
        }
        if (lastRefusal != null) {
            return spokenTo ? lastRefusal.asPassing().asResult() : lastRefusal.asResult();
        }
        throw new IllegalStateException("no host was tried for recipient " + position);
    }
}
