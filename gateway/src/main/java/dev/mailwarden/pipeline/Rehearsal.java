package dev.mailwarden.pipeline;

import dev.mailwarden.act.Dispatch;
import dev.mailwarden.act.Outgoing;
import dev.mailwarden.config.Settings;
import dev.mailwarden.decide.Decider;
import dev.mailwarden.decide.Explainer;
import dev.mailwarden.decide.Explanation;
import dev.mailwarden.mail.mime.Protocol;
import dev.mailwarden.mail.mime.Received;
import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.DataDecoder;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.CopyShelf.CopyName;
import dev.mailwarden.message.Decision;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Network;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.observe.Journeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges a message that nobody sent, to see what would become of it. Nothing does: nothing is
 * committed, kept, recorded or sent, and the octets are thrown away. Safe for any number of
 * threads.
 */
public final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    /** Messages tried out at once, so that mail is hardly ever kept waiting. */
    private static final int AT_ONCE = 2;

    /** Longest wait for a turn, in seconds. */
    private static final int PATIENCE = 10;

    private static final int PIECE = 64 * 1024;

    private final Judge judge;
    private final Dispatch dispatch;
    private final Intake intake;
    private final Supplier<Settings> settings;
    private final Domain host;
    private final Semaphore turns;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Semaphore own = new Semaphore(AT_ONCE);

    /**
     * Rehearses what others carry out.
     *
     * @param host names the gateway in the trace field
     * @param turns those of {@link Pipeline}
     */
    public Rehearsal(
            Judge judge,
            Dispatch dispatch,
            Intake intake,
            Supplier<Settings> settings,
            Domain host,
            Semaphore turns,
            InstantSource clock,
            RandomGenerator random) {
        this.judge = judge;
        this.dispatch = dispatch;
        this.intake = intake;
        this.settings = settings;
        this.host = host;
        this.turns = turns;
        this.clock = clock;
        this.random = random;
    }

    /**
     * A transaction that is supposed to bring the message.
     *
     * @param to at least one
     * @param user who would have logged in
     */
    public record Supposed(
            ReversePath from,
            List<Mailbox> to,
            InetAddress client,
            String helo,
            Optional<String> user) {

        public Supposed {
            to = List.copyOf(to);
        }
    }

    /** What came of it. */
    public sealed interface Outcome {

        /**
         * It was judged.
         *
         * @param reply that the client would get
         * @param kept names of the copies that each judgement would keep, in their order
         * @param signaturesBroken recipients who would get it with a DKIM signature that edits have
         *     broken
         */
        record Judged(
                Envelope envelope,
                Explanation explanation,
                Decision decision,
                Reply reply,
                List<List<CopyName>> kept,
                Set<Integer> signaturesBroken)
                implements Outcome {}

        /** It was not judged, for this reason. */
        record NotJudged(String why) implements Outcome {}
    }

    /**
     * Judges a message.
     *
     * @param message ends where the message does; lines may end in LF
     * @throws IOException if it cannot be read or put anywhere
     */
    public Outcome rehearse(Supposed supposed, InputStream message)
            throws IOException, InterruptedException {
        if (!own.tryAcquire(PATIENCE, TimeUnit.SECONDS)) {
            return new Outcome.NotJudged("others try out messages, try again soon");
        }
        try (Intake.Draft draft = intake.begin(PIECE)) {
            return rehearse(supposed, message, draft);
        } finally {
            own.release();
        }
    }

    private Outcome rehearse(Supposed supposed, InputStream message, Intake.Draft draft)
            throws IOException, InterruptedException {
        JourneyId journey = JourneyId.of(clock.instant(), random);
        byte[] trace = trace(supposed, journey);
        draft.write(trace, 0, trace.length);
        var decoder =
                new DataDecoder(
                        DataDecoder.Framing.CHUNKS,
                        DataDecoder.Discipline.LENIENT,
                        (octets, offset, length) -> write(draft, octets, offset, length));
        decode(message, decoder);
        Optional<String> unfit = unfit(decoder);
        if (unfit.isPresent()) {
            return new Outcome.NotJudged("it would be refused: " + unfit.get());
        }
        var facts =
                new ContentFacts(
                        decoder.leadingDots(),
                        decoder.eightBitHeader(),
                        decoder.eightBitBody(),
                        decoder.longLines(),
                        decoder.normalized());
        InboundMail mail = mail(supposed, journey, draft.finish(facts));
        return ScopedValue.where(Journeys.CURRENT, journey).call(() -> inTurn(mail));
    }

    private static void decode(InputStream message, DataDecoder decoder) throws IOException {
        byte[] piece = new byte[PIECE];
        try {
            for (int count = message.read(piece); count >= 0; count = message.read(piece)) {
                decoder.decode(piece, 0, count);
            }
            decoder.endOfChunks();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(Intake.Draft draft, byte[] octets, int offset, int length) {
        try {
            draft.write(octets, offset, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> unfit(DataDecoder decoder) {
        if (decoder.headerOctets() > settings.get().limits().headerOctets()) {
            return Optional.of("the header is larger than limits.header-octets");
        }
        return decoder.fault().map(fault -> "the message has " + fault.description());
    }

    private byte[] trace(Supposed supposed, JourneyId journey) {
        return new Received(
                        supposed.helo,
                        supposed.client,
                        host,
                        Protocol.of(true, false, supposed.user.isPresent(), isUtf8(supposed)),
                        journey.toString(),
                        Optional.empty(),
                        supposed.to.size() == 1
                                ? Optional.of(supposed.to.getFirst())
                                : Optional.empty(),
                        clock.instant())
                .octets();
    }

    private static boolean isUtf8(Supposed supposed) {
        return !supposed.from.asMailbox().map(Mailbox::isAscii).orElse(true)
                || !supposed.to.stream().allMatch(Mailbox::isAscii);
    }

    private InboundMail mail(Supposed supposed, JourneyId journey, Content content)
            throws IOException {
        return new InboundMail(
                journey,
                new Arrival(
                        clock.instant(),
                        "check",
                        supposed.client,
                        0,
                        supposed.helo,
                        true,
                        supposed.user,
                        origin(supposed),
                        Optional.empty()),
                new Envelope(
                        supposed.from,
                        new MailParameters(
                                OptionalLong.empty(),
                                content.facts().eightBitBody()
                                        ? BodyType.EIGHT_BIT_MIME
                                        : BodyType.SEVEN_BIT,
                                isUtf8(supposed),
                                Optional.empty(),
                                Optional.empty(),
                                false),
                        supposed.to.stream()
                                .map(mailbox -> new Recipient(mailbox, RcptParameters.NONE))
                                .toList()),
                content,
                Heading.messageId(content));
    }

    private Arrival.Origin origin(Supposed supposed) {
        boolean trusted =
                Network.anyContains(settings.get().relay().trustedNetworks(), supposed.client);
        return trusted || supposed.user.isPresent()
                ? Arrival.Origin.INSIDE
                : Arrival.Origin.OUTSIDE;
    }

    private Outcome inTurn(InboundMail mail) throws InterruptedException {
        if (!turns.tryAcquire(PATIENCE, TimeUnit.SECONDS)) {
            return new Outcome.NotJudged("the gateway is busy with mail, try again soon");
        }
        try {
            return judged(mail);
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("a message could not be tried out", e);
            return new Outcome.NotJudged("it would be answered with 451: " + e);
        } finally {
            turns.release();
        }
    }

    /** What leaves is written, to see whether it can be, and thrown away. */
    private Outcome judged(InboundMail mail) throws IOException, InterruptedException {
        try (Case it = judge.judge(mail, Decider.Answers.ONE);
                Outgoing outgoing =
                        dispatch.write(
                                mail, it::tree, it.decision().judgements(), it.freshBudget())) {
            return new Outcome.Judged(
                    mail.envelope(),
                    Explainer.explain(it.plan(), it.verdicts(), Decider.Answers.ONE),
                    it.decision(),
                    Pipeline.reply(it.decision()).whole(),
                    Copying.names(it),
                    outgoing.signaturesBroken());
        }
    }
}
