package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Settings.Limits;
import dev.mailwarden.mail.smtp.DataDecoder;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.MailReply;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the content of one session's transactions, by DATA or in chunks, and hands it to the
 * pipeline. The session says the reply and where it stands then. For one thread.
 */
final class Reception {

    /** What came of taking content. */
    sealed interface Outcome {

        /** The transaction has ended with this answer; a positive one is the promise. */
        record Over(MailReply answer) implements Outcome {}

        /** No content was taken. */
        record NotBegun(Reply refusal) implements Outcome {}

        /** The chunk was taken; more are expected. */
        record Continues() implements Outcome {}

        /** The content does not end: the session is closed after this refusal. */
        record Endless(Reply refusal) implements Outcome {}

        /** The client went away, or was too slow. */
        record Gone() implements Outcome {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final Edge edge;
    private final Listener listener;
    private final Wire wire;
    private final Dialogue dialogue;

    Reception(Edge edge, Listener listener, Wire wire, Dialogue dialogue) {
        this.edge = edge;
        this.listener = listener;
        this.wire = wire;
        this.dialogue = dialogue;
    }

    /** Asks for the content with 354 and takes it to its dot. */
    Outcome data(Transaction transaction, Limits limits) throws IOException, InterruptedException {
        Optional<Incoming> opened = open(transaction, DataDecoder.Framing.DOTS, limits);
        if (opened.isEmpty()) {
            return new Outcome.NotBegun(Replies.TRY_LATER);
        }
        try (Incoming incoming = opened.get()) {
            dialogue.replyLine("354 End the message with CRLF.CRLF");
            if (dialogue.readData(incoming)) {
                return conclude(transaction, incoming);
            }
            return incoming.isEndless()
                    ? new Outcome.Endless(Replies.MESSAGE_TOO_BIG)
                    : new Outcome.Gone();
        }
    }

    /** Takes one more chunk of what {@link #open} began (RFC 3030 §2). */
    Outcome chunk(Transaction transaction, Incoming incoming, long size, boolean last)
            throws IOException, InterruptedException {
        if (incoming.isTooMany(size)) {
            incoming.refuse(Replies.MESSAGE_TOO_BIG);
        }
        if (!dialogue.readChunk(incoming, size)) {
            return new Outcome.Gone();
        }
        if (last) {
            incoming.endOfChunks();
        }
        return last || incoming.refusal().isPresent()
                ? conclude(transaction, incoming)
                : new Outcome.Continues();
    }

    /** Drops a chunk that cannot be taken, for this reason. */
    Outcome skip(long size, Reply reason) throws IOException {
        return dialogue.skipChunk(size) ? new Outcome.NotBegun(reason) : new Outcome.Gone();
    }

    /** Begins to take content; empty if there is no room for it or the volume fails. */
    Optional<Incoming> open(Transaction transaction, DataDecoder.Framing framing, Limits limits) {
        long expected = transaction.parameters().size().orElse(0);
        try {
            byte[] trace = transaction.trace(edge.hostName(), edge.clock().instant());
            Intake.Draft draft = edge.ports().intake().begin(expected + trace.length);
            try {
                draft.write(trace, 0, trace.length);
                var incoming = new Incoming(draft, framing, listener.lineEndings(), limits);
                transaction.refusalAtEnd().ifPresent(incoming::refuse);
                return Optional.of(incoming);
            } catch (IOException | RuntimeException e) {
                draft.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("no room to begin mail {}", transaction.journey(), e);
            return Optional.empty();
        }
    }

    private Outcome conclude(Transaction transaction, Incoming incoming)
            throws InterruptedException {
        Optional<Reply> refusal = incoming.refusal();
        return new Outcome.Over(
                refusal.isPresent() ? MailReply.of(refusal.get()) : process(transaction, incoming));
    }

    private MailReply process(Transaction transaction, Incoming incoming)
            throws InterruptedException {
        wire.expectNothing();
        try {
            return edge.ports()
                    .pipe()
                    .process(
                            new InboundMail(
                                    transaction.journey(),
                                    transaction.arrival(),
                                    transaction.envelope(),
                                    incoming.finish(),
                                    incoming.messageId()));
        } catch (IOException | RuntimeException e) {
            LOG.error("mail {} not accepted", transaction.journey(), e);
            return MailReply.of(Replies.TRY_LATER);
        }
    }
}
