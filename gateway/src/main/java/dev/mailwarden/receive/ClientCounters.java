package dev.mailwarden.receive;

import dev.mailwarden.config.Settings.Limits;
import dev.mailwarden.mail.smtp.Reply;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one client does. Safe for any number of threads; rates cost nothing unless limited. */
final class ClientCounters {

    private int open;
    private @Nullable MinuteWindow connects;
    private @Nullable MinuteWindow messages;
    private @Nullable MinuteWindow failedLogIns;

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
