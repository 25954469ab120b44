package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Settings.Limits;
import dev.mailwarden.mail.smtp.DataDecoder;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Intake;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content of one message while it comes in. Whatever is wrong with it, it is taken to its true
 * end, so that client and server agree where the next command begins; what is refused is dropped as
 * it comes.
 *
 * <p>To be closed in any case; that throws away what was not committed.
 */
final class Incoming implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

    /** A client that goes on for so many times the limit does not mean to end. */
    private static final int ENDLESS = 4;

    private final Limits limits;
    private final Intake.Draft draft;
    private final DataDecoder decoder;
    private final HeaderWatch header = new HeaderWatch();

    private long octets;
    private boolean ended;
    private @Nullable Reply refusal;

    /**
     * @param draft with the trace header written
     */
    Incoming(
            Intake.Draft draft,
            DataDecoder.Framing framing,
            Listener.LineEndings lineEndings,
            Limits limits) {
        this.draft = draft;
        this.limits = limits;
        DataDecoder.Discipline discipline =
                switch (lineEndings) {
                    case STRICT -> DataDecoder.Discipline.STRICT;
                    case LENIENT -> DataDecoder.Discipline.LENIENT;
                };
        this.decoder = new DataDecoder(framing, discipline, this::keep);
    }

    /** Takes octets from the wire; returns how many of them belong to the content. */
    int take(byte[] wire, int offset, int length) {
        int taken = decoder.decode(wire, offset, length);
        if (decoder.fault().isPresent()) {
            refuse(Replies.unfit(decoder.fault().get()));
        } else if (decoder.headerOctets() > limits.headerOctets()) {
            refuse(Replies.HEADER_TOO_BIG);
        } else if (header.hops() > limits.hops()) {
            refuse(Replies.TOO_MANY_HOPS);
        }
        return taken;
    }

    /** Whether the end of DATA was seen. */
    boolean isDone() {
        return decoder.isDone();
    }

    /** Whether so much has come that no end is to be expected. */
    boolean isEndless() {
        return octets / ENDLESS > limits.messageOctets();
    }

    /** Octets of content so far. */
    long octets() {
        return octets;
    }

    /** Whether so many more octets would be too many. */
    boolean isTooMany(long more) {
        return more > limits.messageOctets() - octets;
    }

    /** Refuses the message for this reason, unless there was one before. */
    void refuse(Reply reply) {
        if (refusal == null) {
            refusal = reply;
            draft.close();
        }
    }

    /** Ends content that came in chunks. */
    void endOfChunks() {
        ended = true;
        decoder.endOfChunks();
        if (decoder.fault().isPresent()) {
            refuse(Replies.unfit(decoder.fault().get()));
        }
    }

    /** {@return why the message is refused, or empty if nothing speaks against it} */
    Optional<Reply> refusal() {
        return Optional.ofNullable(refusal);
    }

    String messageId() {
        return header.messageId();
    }

    Content finish() throws IOException {
        return draft.finish(
                new ContentFacts(
                        decoder.leadingDots(),
                        decoder.eightBitHeader(),
                        decoder.eightBitBody(),
                        decoder.longLines(),
                        decoder.normalized()));
    }

    @Override
    public void close() {
        draft.close();
    }

    private void keep(byte[] content, int offset, int length) {
        octets += ended ? 0 : length; // a line end that we add is not the client's
        if (refusal != null) {
            return;
        }
        if (octets > limits.messageOctets()) {
            refuse(Replies.MESSAGE_TOO_BIG);
            return;
        }
        header.take(content, offset, length);
        try {
            draft.write(content, offset, length);
        } catch (IOException | RuntimeException e) {
            LOG.error("content not kept", e);
            refuse(Replies.TRY_LATER);
        }
    }
}
