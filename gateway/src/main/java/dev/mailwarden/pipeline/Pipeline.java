package dev.mailwarden.pipeline;

import dev.mailwarden.act.Dispatch;
import dev.mailwarden.config.Settings;
import dev.mailwarden.decide.Decider;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.Acceptance;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.Decision;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Journal;
import dev.mailwarden.message.MailReply;
import dev.mailwarden.message.Pipe;
import dev.mailwarden.observe.Journeys;
import dev.mailwarden.spool.SpoolFullException;
import dev.mailwarden.storage.StorageException;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a message between the final dot and the reply: it is judged, and the judgement is
 * carried out. Read this first.
 */
public final class Pipeline implements Pipe {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private static final Reply TAKEN = Reply.of(250, 0, 0, "accepted");
    private static final Reply TRY_LATER = Reply.of(451, 3, 0, "not accepted, try again later");
    private static final Reply NO_ROOM =
            Reply.of(452, 3, 1, "no room to keep the message, try again later");

    /** Longest wait of a message for its turn, in seconds. */
    private static final int PATIENCE = 120;

    private final Judge judge;
    private final Execution execution;
    private final Semaphore turns;

    /**
     * Joins judgement and what follows from it.
     *
     * @param turns as many as messages are judged at once; each holds memory and threads
     */
    public static Pipeline of(
            Judge judge,
            Dispatch dispatch,
            CopyShelf shelf,
            Supplier<Settings> settings,
            Acceptance acceptance,
            Journal journal,
            Semaphore turns) {
        return new Pipeline(
                judge,
                new Execution(dispatch, shelf, new Copying(settings), acceptance, journal),
                turns);
    }

    private Pipeline(Judge judge, Execution execution, Semaphore turns) {
        this.judge = judge;
        this.execution = execution;
        this.turns = turns;
    }

    /**
     * Handles one message. A 250 is a promise to deliver, report or keep it (RFC 5321 §6.1), so it
     * is given only after the commit returned; any surprise becomes 451 and the client retries.
     */
    @Override
    public MailReply process(InboundMail mail) throws InterruptedException {
        return ScopedValue.where(Journeys.CURRENT, mail.journey()).call(() -> inTurn(mail));
    }

    private MailReply inTurn(InboundMail mail) throws InterruptedException {
        if (!turns.tryAcquire(PATIENCE, TimeUnit.SECONDS)) {
            LOG.warn("mail not accepted: its turn to be judged did not come");
            return MailReply.of(TRY_LATER);
        }
        try {
            return handle(mail);
        } catch (StorageException e) {
            LOG.error("mail not accepted: it cannot be kept", e);
            return MailReply.of(e.reason() == StorageException.Reason.FULL ? NO_ROOM : TRY_LATER);
        } catch (SpoolFullException e) {
            LOG.error("mail not accepted: there is no room", e);
            return MailReply.of(NO_ROOM);
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("mail not accepted", e);
            return MailReply.of(TRY_LATER);
        } finally {
            turns.release();
        }
    }

    private MailReply handle(InboundMail mail) throws IOException, InterruptedException {
        try (Case it = judge.judge(mail, answers(mail.envelope()))) {
            execution.carryOut(it);
            return reply(it.decision());
        }
    }

    /** {@return what the client is told once a decision is carried out} */
    static MailReply reply(Decision decision) {
        return switch (decision) {
            case Decision.Refuse refuse -> MailReply.of(refuse.reply());
            case Decision.Take take -> new MailReply(TAKEN, take.replies());
        };
    }

    private static Decider.Answers answers(Envelope envelope) {
        boolean each = envelope.parameters().prdr() && envelope.recipients().size() > 1;
        return each ? Decider.Answers.EACH : Decider.Answers.ONE;
    }
}
