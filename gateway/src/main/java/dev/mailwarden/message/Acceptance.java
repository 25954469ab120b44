package dev.mailwarden.message;

import java.io.IOException;

/** Makes the promise of a 250 true. Safe for any number of threads. */
public interface Acceptance {

    /**
     * Puts envelope, message and events on stable storage in one durable commit and queues the
     * message for delivery. Returns only after that; the caller may then answer 250.
     *
     * @throws IOException if it could not be made durable: nothing was accepted, answer 451
     */
    void commit(InboundMail mail) throws IOException, InterruptedException;
}
