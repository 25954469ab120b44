package dev.mailwarden.receive;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Large arrays lent to sessions while content comes in. There is a fixed number of them, so that
 * thousands of slow senders cannot take all memory: a session that gets none reads through its
 * small array. Safe for any number of threads, without locks.
 */
final class DataBuffers {

    /** Octets of one array: what a socket read takes at most. */
    static final int SIZE = 65_536;

    private final List<Loan> loans;

    /**
     * @param count arrays in all, made when first needed
     */
    DataBuffers(int count) {
        loans = Stream.generate(Loan::new).limit(count).toList();
    }

    /** {@return an array that nobody has, or empty when all are lent} */
    Optional<Loan> borrow() {
        for (Loan loan : loans) {
            if (!loan.lent.getPlain() && loan.lent.compareAndSet(false, true)) {
                return Optional.of(loan);
            }
        }
        return Optional.empty();
    }

    void giveBack(Loan loan) {
        loan.lent.set(false);
    }

    /** One array, for the session that borrowed it. */
    static final class Loan {

        private static final byte[] NOT_MADE = {};

        private final AtomicBoolean lent = new AtomicBoolean();
        private byte[] octets = NOT_MADE;

        private Loan() {}

        byte[] octets() {
            if (octets.length == 0) {
                octets = new byte[SIZE];
            }
            return octets;
        }
    }
}
