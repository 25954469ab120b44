package dev.mailwarden.message;

import java.io.IOException;

/** Makes the promise of a 250 true. Safe for any number of threads. */
public interface Acceptance {

    /**
     * Puts everything on stable storage in one durable commit and queues what is to be sent: after
     * a crash all of it is there, or nothing. Returns only after that; the caller may then answer
     * 250.
     *
     * <p>What was put there of the copies is taken back if the batch is refused for certain.
     *
     * @throws OutcomeUnknownException if it could not be made durable, and yet may be found after a
     *     crash: answer 451, and leave what it names where it is
     * @throws IOException if it could not be made durable: nothing was accepted, answer 451
     * @throws InterruptedException the same
     */
    void commit(Batch batch) throws IOException, InterruptedException;
}
