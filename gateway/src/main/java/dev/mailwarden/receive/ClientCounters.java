package dev.mailwarden.receive;

import dev.mailwarden.config.Settings.Limits;
import dev.mailwarden.mail.smtp.Reply;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What one client does. Safe for any number of threads; rates cost nothing unless limited. */
final class ClientCounters {

    /** Passwords of one client that are checked at once, so that a few clients leave room. */
    static final int MOST_CHECKS = 4;

    private static final long PATIENCE_SECONDS = 10;

    private int open;
    private @Nullable MinuteWindow connects;
    private @Nullable MinuteWindow messages;
    private @Nullable MinuteWindow failedLogIns;
    private @Nullable Semaphore checks;

    synchronized ClientCounters entered() {
        open++;
        return this;
    }

    synchronized void left() {
        open--;
    }

    /** Judges the connection that was just entered. */
    synchronized Optional<Reply> connect(Limits limits, long now) {
        if (open > limits.connectionsPerClient()) {
            return Optional.of(Replies.TOO_MANY_FROM_YOU);
        }
        if (limits.connectionsPerMinute() > 0) {
            if (connects == null) {
                connects = new MinuteWindow(now);
            }
            if (connects.count(now) >= limits.connectionsPerMinute()) {
                return Optional.of(Replies.CONNECTING_TOO_OFTEN);
            }
            connects.add(now);
        }
        return Optional.empty();
    }

    synchronized Optional<Reply> refuseMessage(Limits limits, long now) {
        return messages != null && messages.count(now) >= limits.messagesPerMinute()
                ? Optional.of(Replies.SENDING_TOO_OFTEN)
                : Optional.empty();
    }

    synchronized void countMessage(long now) {
        if (messages == null) {
            messages = new MinuteWindow(now);
        }
        messages.add(now);
    }

    synchronized Optional<Reply> refuseLogIn(Limits limits, long now) {
        return failedLogIns != null && failedLogIns.count(now) >= limits.failedLogInsPerMinute()
                ? Optional.of(Replies.LOG_IN_TOO_OFTEN)
                : Optional.empty();
    }

    synchronized void countFailedLogIn(long now) {
        if (failedLogIns == null) {
            failedLogIns = new MinuteWindow(now);
        }
        failedLogIns.add(now);
    }

    /** Waits until fewer checks are under way; false if that takes too long. */
    boolean awaitTurn() throws InterruptedException {
        return checks().tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** To be called once after each turn. */
    void endTurn() {
        checks().release();
    }

    private synchronized Semaphore checks() {
        if (checks == null) {
            checks = new Semaphore(MOST_CHECKS, true);
        }
        return checks;
    }

    synchronized boolean isForgettable(long now) {
        return open == 0
                && isQuiet(connects, now)
                && isQuiet(messages, now)
                && isQuiet(failedLogIns, now);
    }

    private static boolean isQuiet(@Nullable MinuteWindow window, long now) {
        return window == null || window.count(now) == 0;
    }
}
