package dev.mailwarden.pipeline;

import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.Acceptance;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Pipe;
import dev.mailwarden.observe.Journeys;
import java.io.IOException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to a message between the final dot and the reply. Read this first. */
public final class Pipeline implements Pipe {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private static final Reply TAKEN = Reply.of(250, 0, 0, "accepted");
    private static final Reply TRY_LATER = Reply.of(451, 3, 0, "not accepted, try again later");

    private final Acceptance acceptance;
    private final InstantSource clock;

    public Pipeline(Acceptance acceptance, InstantSource clock) {
        this.acceptance = acceptance;
        this.clock = clock;
    }

    /**
     * Handles one message. A 250 is a promise to deliver, report or keep it (RFC 5321 §6.1), so it
     * is given only after {@link Acceptance#commit} returns; any surprise becomes 451 and the
     * client retries.
     */
    @Override
    public Reply process(InboundMail mail) throws InterruptedException {
        return ScopedValue.where(Journeys.CURRENT, mail.journey()).call(() -> take(mail));
    }

    private Reply take(InboundMail mail) throws InterruptedException {
        try {
            acceptance.commit(Batch.of(mail, clock.instant()));
            return TAKEN;
        } catch (IOException | RuntimeException e) {
            LOG.error("mail not accepted", e);
            return TRY_LATER;
        }
    }
}
