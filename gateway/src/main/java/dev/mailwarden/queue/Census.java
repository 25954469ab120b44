package dev.mailwarden.queue;

import dev.mailwarden.message.Outcome;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Counts what is really in the index against the accounts, as both were when the walk began: what
 * ends before its turn is counted when it ends, what comes in after the beginning is not counted.
 * So the scheduler's lock is held for a few messages at a time only.
 */
final class Census {

    private final ReentrantLock lock;
    private final Ledger ledger = new Ledger();

    /** Taken before the lock, so that one walk at a time counts what is there. */
    private final ReentrantLock walking = new ReentrantLock();

    private int walk;
    private long endedDuringWalk;

    Census(ReentrantLock lock) {
        this.lock = lock;
    }

    /** Visits every message with the lock held, which is given up in between. */
    interface Walk {
        void forEach(Consumer<QueuedMessage> visitor);
    }

    /** A message has come in. With the lock held. */
    void accepted(QueuedMessage message) {
        ledger.accepted(message.pending());
        message.setWalk(walk);
    }

    /** A message was found at start. With the lock held. */
    void found(QueuedMessage message) {
        ledger.found(message.pending());
        message.setWalk(walk);
    }

    /** Recipients of a message found at start turn out to have ended before. With the lock held. */
    void foundEnded(QueuedMessage message, int recipients) {
        ledger.found(-recipients);
        uncount(message, recipients);
    }

    /** A message found at start is forgotten, as it stands. With the lock held. */
    void forgotten(QueuedMessage message) {
        foundEnded(message, message.pending());
        message.setWalk(walk);
    }

    /** Recipients have ended. With the lock held. */
    void ended(QueuedMessage message, Outcome outcome, int recipients) {
        ledger.ended(outcome, recipients);
        uncount(message, recipients);
    }

    /** A walk that has not come to them will not find them. */
    private void uncount(QueuedMessage message, int recipients) {
        if (message.walk() != walk) {
            endedDuringWalk += recipients;
        }
    }

    /** Walks and compares. */
    Balance take(Walk messages) {
        walking.lock();
        try {
            Balance begun = begin();
            Count count = new Count();
            messages.forEach(message -> count(message, count));
            return begun.withQueued(count.waiting + endedDuringWalk(), count.held);
        } finally {
            walking.unlock();
        }
    }

    private static final class Count {
        private long waiting;
        private long held;
    }

    private Balance begin() {
        lock.lock();
        try {
            walk++;
            endedDuringWalk = 0;
            return ledger.balance();
        } finally {
            lock.unlock();
        }
    }

    private void count(QueuedMessage message, Count count) {
        if (message.walk() != walk) {
            message.setWalk(walk);
            for (Entry entry : message.entries()) {
                if (entry.state() == Entry.State.HELD) {
                    count.held += entry.recipientCount();
                } else {
                    count.waiting += entry.recipientCount();
                }
            }
        }
    }

    private long endedDuringWalk() {
        lock.lock();
        try {
            return endedDuringWalk;
        } finally {
            lock.unlock();
        }
    }
}
