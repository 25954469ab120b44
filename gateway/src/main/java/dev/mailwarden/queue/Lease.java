package dev.mailwarden.queue;

/** The right to try one entry; given back with {@link QueueIndex}'s methods. */
record Lease(Entry entry) {

    QueuedMessage message() {
        return entry.message();
    }
}
