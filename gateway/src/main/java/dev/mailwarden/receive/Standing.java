package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Settings.Limits;
import dev.mailwarden.mail.smtp.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Where one session stands, what it still puts up with, and how it ends: what all commands share.
 * For one thread.
 */
final class Standing {

    /** The longest time between MAIL and the beginning of the content. */
    private static final Duration LONGEST_ENVELOPE = Duration.ofHours(1);

    private final Edge edge;
    private final Listener listener;
    private final Wire wire;
    private final Client client;
    private final Dialogue dialogue;

    private State state = new State.Silent();
    private Tolerance tolerance = new Tolerance();
    private Limits limits;
    private boolean open = true;
    private int transactions;
    private long transactionSince;

    Standing(Edge edge, Listener listener, Wire wire, Client client, Dialogue dialogue) {
        this.edge = edge;
        this.listener = listener;
        this.wire = wire;
        this.client = client;
        this.dialogue = dialogue;
        this.limits = client.limits(edge.settings().get());
    }

    State state() {
        return state;
    }

    /** Whether the session goes on. */
    boolean isOpen() {
        return open;
    }

    /** The limits in force since the last MAIL. */
    Limits limits() {
        return limits;
    }

    /** Takes the limits of a newer snapshot. */
    void renewLimits(Settings settings) {
        limits = client.limits(settings);
    }

    /** Another client comes over the same connection: nothing is held against it. */
    void begin(Settings settings) {
        renewLimits(settings);
        tolerance = new Tolerance();
        transactions = 0;
    }

    /** Counts a transaction if one more may begin. */
    boolean countTransaction() {
        boolean room = transactions < limits.transactions();
        if (room) {
            transactions++;
        }
        return room;
    }

    /** A message was accepted. */
    void reward() {
        tolerance.reward();
    }

    /** A command was answered well and brought no mail forward. */
    void countUnproductive() {
        tolerance.countUnproductive();
    }

    boolean isTriedTooMuch() {
        return tolerance.isExhausted(limits);
    }

    /** Answers a command that brings no mail forward. */
    void unproductive(Reply reply) throws IOException {
        tolerance.countUnproductive();
        answer(reply);
    }

    /** Answers a command; late if there were too many refusals. */
    void answer(Reply reply) throws IOException {
        if (tolerance.count(reply) && limits.errorDelay().isPositive()) {
            dialogue.pause(limits.errorDelay());
        }
        dialogue.reply(reply);
    }

    /** Ends a session whose line ended so that what follows may be read in two ways. */
    void unclean() throws IOException {
        answer(Replies.LINE_UNCLEAN);
        close(Replies.CLOSING_UNCLEAN);
    }

    /** Says the last word. */
    void close(Reply last) throws IOException {
        dialogue.reply(last);
        open = false;
    }

    /** Ends a session over a limit: the client is told why, and so is who asks for the journey. */
    void breakOff(Reply last) throws IOException {
        Optional<Transaction> current = state.current();
        if (current.isPresent()) {
            breakOff(current.get(), last);
        } else {
            close(client.recorded("session", state.helo(), last));
        }
    }

    private void breakOff(Transaction transaction, Reply last) throws IOException {
        client.refusals().transaction(transaction, "session", last);
        close(Replies.withId(last, transaction.journey()));
    }

    /** The input ended: by the client, who gets no reply, or by us, and then it is told. */
    void ended() throws IOException {
        open = false;
        switch (wire.end()) {
            case NONE -> {}
            case TIMED_OUT -> breakOff(Replies.TIMED_OUT);
            case CROWDED -> breakOff(Replies.TOO_MANY_CONNECTIONS);
            case STOPPING -> dialogue.reply(Replies.STOPPING);
        }
    }

    /** The input ended within the content of this transaction. */
    void ended(Transaction transaction) throws IOException {
        switch (wire.end()) {
            case TIMED_OUT -> breakOff(transaction, Replies.TIMED_OUT);
            case CROWDED -> breakOff(transaction, Replies.TOO_MANY_CONNECTIONS);
            case NONE, STOPPING -> ended();
        }
    }

    /** Changes where the session stands; what is left behind is thrown away. */
    void become(State next) {
        if (state instanceof State.Chunks(_, _, var incoming) && !(next instanceof State.Chunks)) {
            incoming.close();
        }
        if (state.current().isEmpty()) {
            transactionSince = edge.ticker().getAsLong();
        }
        state = next;
    }

    /** How long the client is waited for. */
    Dialogue.Patience patience() {
        long idle = limits.idle().toNanos();
        long underLoad =
                listener.kind() == Listener.Kind.MX
                        ? Math.min(idle, limits.idleUnderLoad().toNanos())
                        : idle;
        boolean inTransaction = state.current().isPresent();
        if (inTransaction) {
            long age = edge.ticker().getAsLong() - transactionSince;
            idle = Math.min(idle, LONGEST_ENVELOPE.toNanos() - age);
            underLoad = Math.min(idle, underLoad);
        }
        return new Dialogue.Patience(idle, underLoad, !inTransaction, limits.dataOctetsPerSecond());
    }
}
