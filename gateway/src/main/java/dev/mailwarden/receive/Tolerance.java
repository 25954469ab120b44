package dev.mailwarden.receive;

import dev.mailwarden.config.Settings.Limits;
import dev.mailwarden.mail.smtp.Reply;

/** What one session puts up with: refused commands, and commands that lead nowhere. */
final class Tolerance {

    /** Commands in a row that bring no mail forward; each further one counts as an error. */
    private static final int MAX_UNPRODUCTIVE = 100;

    /** Refused commands that are answered at once: everybody errs. */
    private static final int FREE_ERRORS = 3;

    private int errors;
    private int unproductive;

    /**
     * Counts what is answered: a 5yz is an error of the client's.
     *
     * @return whether that was one of too many to be answered at once
     */
    boolean count(Reply reply) {
        boolean error = !reply.isPositive() && !reply.isTransient();
        if (error) {
            errors++;
        }
        return error && errors > FREE_ERRORS;
    }

    /** Counts a command that is answered well and brings no mail forward. */
    void countUnproductive() {
        if (++unproductive > MAX_UNPRODUCTIVE) {
            errors++;
        }
    }

    /** A message was accepted. */
    void reward() {
        unproductive = 0;
    }

    boolean isExhausted(Limits limits) {
        return errors >= limits.errors();
    }
}
