package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Settings.Limits;
import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.mail.smtp.Command;
import dev.mailwarden.mail.smtp.DataDecoder;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.mail.smtp.WireReader;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Recipient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SMTP session: read a command, act, reply (RFC 5321 §4.1). For one thread.
 *
 * <p>Every command gets one reply, in order; only an end of the session adds a 421. A transaction
 * lives in the {@link State} and goes with it.
 */
@ForeignOctets
final class Session {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** Commands in a row that bring no mail forward; each further one counts as an error. */
    private static final int MAX_UNPRODUCTIVE = 100;

    /** A chunk of so many times the size limit is not read to its end. */
    private static final int ENDLESS = 4;

    /** The longest time between MAIL and the beginning of the content. */
    private static final Duration LONGEST_ENVELOPE = Duration.ofHours(1);

    private final Edge edge;
    private final Peer peer;
    private final Wire wire;
    private final Gate gate;
    private final Refusals refusals;
    private final Dialogue dialogue;

    private State state = new State.Silent();
    private Limits limits;
    private Optional<String> user = Optional.empty();
    private boolean open = true;
    private int errors;
    private int transactions;
    private int unproductive;
    private long transactionSince;

    Session(Edge edge, Peer peer, Wire wire) {
        this.edge = edge;
        this.peer = peer;
        this.wire = wire;
        this.gate = new Gate(edge.ports(), peer);
        this.refusals =
                new Refusals(
                        edge.ports().journal(),
                        edge.clock(),
                        peer.listener().name(),
                        peer.address());
        this.dialogue = new Dialogue(wire, edge.buffers(), edge.ticker());
        this.limits = edge.settings().get().limits();
    }

    /**
     * Talks until one side ends.
     *
     * @throws IOException if the connection broke; nothing was accepted without its 250 written
     */
    void run() throws IOException, InterruptedException {
        try (dialogue) {
            dialogue.replyLine("220 " + edge.hostName() + " ESMTP " + limits.greeting());
            while (open) {
                dialogue.setPatience(patience());
                next(dialogue.readLine());
            }
            dialogue.flush();
        } finally {
            become(new State.Silent());
        }
    }

    private void next(WireReader.Line line) throws IOException, InterruptedException {
        if (line == WireReader.Line.END) {
            ended();
        } else if (errors >= limits.errors()) {
            close(Replies.TOO_MANY_ERRORS);
        } else {
            switch (line) {
                case COMPLETE -> act(dialogue.command(hasSmtpUtf8()));
                case TOO_LONG -> answer(Replies.LINE_TOO_LONG);
                case UNCLEAN -> {
                    answer(Replies.LINE_UNCLEAN);
                    close(Replies.CLOSING_UNCLEAN);
                }
                case END -> ended();
            }
        }
    }

    private void act(Command command) throws IOException, InterruptedException {
        switch (command) {
            case Command.Helo(var name) -> helo(name);
            case Command.Ehlo(var name) -> ehlo(name);
            case Command.Mail mail -> mail(mail);
            case Command.Rcpt rcpt -> rcpt(rcpt);
            case Command.Data() -> data();
            case Command.Bdat chunk -> bdat(chunk);
            case Command.Rset() -> {
                endTransaction();
                unproductive(Replies.OK);
            }
            case Command.Noop() -> unproductive(Replies.OK);
            case Command.Quit() -> close(Replies.BYE);
            case Command.StartTls() -> startTls();
            case Command.Auth auth -> auth(auth);
            case Command.Vrfy() -> unproductive(Replies.NOT_VERIFIED);
            case Command.Help() -> unproductive(Replies.HELP);
            case Command.NotOffered(_) -> answer(Replies.NOT_OFFERED);
            case Command.Malformed(var reply) -> malformed(reply);
        }
    }

    private void helo(String name) throws IOException {
        become(new State.Greeted(new State.Hello(name, false)));
        countUnproductive();
        dialogue.replyLine("250 " + edge.hostName());
    }

    private void ehlo(String name) throws IOException {
        become(new State.Greeted(new State.Hello(name, true)));
        countUnproductive();
        dialogue.replyLine("250-" + edge.hostName());
        List<String> keywords =
                Announcement.of(
                        edge.settings().get().limits(),
                        wire.canStartTls(),
                        gate.offersLogIn(wire.tls().isPresent()) && user.isEmpty()
                                ? LogIn.offered(edge.ports().logIns())
                                : List.of());
        for (String keyword : keywords) {
            dialogue.replyLine((keyword.equals(keywords.getLast()) ? "250 " : "250-") + keyword);
        }
    }

    private void auth(Command.Auth auth) throws IOException, InterruptedException {
        boolean overTls = wire.tls().isPresent();
        Limits now = edge.settings().get().limits();
        Optional<Reply> refusal = gate.refuseLogIn(now, overTls, wire.canStartTls());
        if (refusal.isPresent()) {
            answer(refusal.get());
        } else if (user.isPresent()) {
            answer(Replies.LOGGED_IN_ALREADY);
        } else {
            switch (state) {
                case State.Silent() -> answer(Replies.HELLO_FIRST);
                case State.Envelope _, State.Chunks _ -> answer(Replies.NO_LOG_IN_NOW);
                case State.Greeted(var hello) -> logIn(hello, auth, now);
            }
        }
    }

    private void logIn(State.Hello hello, Command.Auth auth, Limits now)
            throws IOException, InterruptedException {
        var logIn = new LogIn(edge.ports().logIns(), dialogue, wire::expectNothing, edge.random());
        switch (logIn.run(auth)) {
            case LogIn.Result.In(var name) -> {
                user = Optional.of(name);
                answer(Replies.LOGGED_IN);
            }
            case LogIn.Result.Out(var reply) -> {
                if (!reply.isTransient()) {
                    peer.presence().countFailedLogIn(now);
                }
                JourneyId journey = JourneyId.of(edge.clock().instant(), edge.random());
                refusals.logIn(journey, hello.name(), reply);
                answer(Replies.withId(reply, journey));
            }
            case LogIn.Result.Gone() -> ended();
        }
    }

    private void startTls() throws IOException {
        if (wire.tls().isPresent()) {
            answer(Replies.TLS_ACTIVE);
        } else if (!wire.canStartTls()) {
            answer(Replies.TLS_NOT_OFFERED);
        } else if (state instanceof State.Silent) {
            answer(Replies.HELLO_FIRST);
        } else {
            dialogue.reply(Replies.READY_FOR_TLS);
            become(new State.Silent());
            dialogue.startTls();
        }
    }

    private void mail(Command.Mail mail) throws IOException, InterruptedException {
        switch (state) {
            case State.Silent() -> answer(Replies.HELLO_FIRST);
            case State.Envelope _, State.Chunks _ -> answer(Replies.NESTED_MAIL);
            case State.Greeted(var hello) -> begin(hello, mail);
        }
    }

    private void begin(State.Hello hello, Command.Mail mail)
            throws IOException, InterruptedException {
        Settings settings = edge.settings().get();
        limits = settings.limits();
        if (transactions == limits.transactions()) {
            close(Replies.TOO_MANY_TRANSACTIONS);
            return;
        }
        transactions++;
        Instant now = edge.clock().instant();
        JourneyId journey = JourneyId.of(now, edge.random());
        wire.expectNothing(); // DNS may take longer than a client has for a command
        Optional<Reply> refusal =
                gate.refuseMail(mail, settings, wire.tls().isPresent(), user.isPresent());
        if (refusal.isPresent()) {
            refusals.mail(journey, hello.name(), mail.reversePath(), refusal.get());
            answer(Replies.withId(refusal.get(), journey));
            return;
        }
        Arrival arrival =
                new Arrival(
                        now,
                        peer.listener().name(),
                        peer.address(),
                        peer.port(),
                        hello.name(),
                        hello.esmtp(),
                        user,
                        new RelayPolicy(settings.relay()).origin(peer.address(), user.isPresent()),
                        wire.tls());
        transactionSince = edge.ticker().getAsLong();
        refusals.begin();
        become(new State.Envelope(hello, new Transaction(journey, arrival, settings, mail)));
        answer(Replies.SENDER_OK);
    }

    private void rcpt(Command.Rcpt rcpt) throws IOException, InterruptedException {
        switch (state) {
            case State.Silent(), State.Greeted _ -> answer(Replies.MAIL_FIRST);
            case State.Chunks _ -> answer(Replies.CHUNKS_BEGUN);
            case State.Envelope(_, var transaction) -> addRecipient(transaction, rcpt);
        }
    }

    private void addRecipient(Transaction transaction, Command.Rcpt rcpt)
            throws IOException, InterruptedException {
        if (transaction.recipients().size() >= limits.recipients()) {
            refusals.transaction(transaction, "rcpt", Replies.TOO_MANY_RECIPIENTS);
            answer(Replies.TOO_MANY_RECIPIENTS);
            return;
        }
        wire.expectNothing();
        switch (gate.judge(rcpt.forwardPath(), transaction.settings(), user.isPresent())) {
            case Gate.Judgement.Taken(var mailbox) -> {
                transaction.add(new Recipient(mailbox, rcpt.parameters()));
                answer(Replies.RECIPIENT_OK);
            }
            case Gate.Judgement.Refused(var mailbox, var reply, var why) -> {
                refusals.recipient(transaction, mailbox, reply, why);
                answer(Replies.withId(reply, transaction.journey()));
            }
            case Gate.Judgement.RefusedLater(var mailbox, var reply, var atEnd, var why) -> {
                refusals.recipient(transaction, Optional.of(mailbox), reply, why);
                transaction.addInAppearance(new Recipient(mailbox, rcpt.parameters()), atEnd);
                answer(Replies.RECIPIENT_OK);
            }
        }
    }

    private void data() throws IOException, InterruptedException {
        switch (state) {
            case State.Silent(), State.Greeted _ -> answer(Replies.MAIL_FIRST);
            case State.Chunks(var hello, _, _) -> {
                become(new State.Greeted(hello));
                answer(Replies.CHUNKS_BEGUN);
            }
            case State.Envelope(_, var transaction) when !transaction.hasRecipients() ->
                    answer(Replies.RCPT_FIRST);
            case State.Envelope(var hello, var transaction) -> {
                become(new State.Greeted(hello)); // whatever comes now ends this transaction
                take(transaction);
            }
        }
    }

    private void take(Transaction transaction) throws IOException, InterruptedException {
        Optional<Incoming> opened = open(transaction, DataDecoder.Framing.DOTS);
        if (opened.isEmpty()) {
            refuse(transaction, "data", Replies.TRY_LATER);
            return;
        }
        try (Incoming incoming = opened.get()) {
            dialogue.replyLine("354 End the message with CRLF.CRLF");
            if (dialogue.readData(incoming)) {
                conclude(transaction, incoming);
            } else if (incoming.isEndless()) {
                refuse(transaction, "message", Replies.MESSAGE_TOO_BIG);
                close(Replies.ENDLESS);
            } else {
                ended();
            }
        }
    }

    private void bdat(Command.Bdat chunk) throws IOException, InterruptedException {
        if (chunk.size() / ENDLESS > limits.messageOctets()) {
            answer(Replies.MESSAGE_TOO_BIG);
            close(Replies.ENDLESS);
            return;
        }
        switch (state) {
            case State.Silent(), State.Greeted _ -> skip(chunk, Replies.NO_CHUNKS_NOW);
            case State.Envelope(var hello, var transaction) when !transaction.hasRecipients() -> {
                // Otherwise a later chunk could be taken for the beginning of the message.
                become(new State.Greeted(hello));
                skip(chunk, Replies.RCPT_FIRST);
            }
            case State.Envelope(var hello, var transaction) ->
                    firstChunk(hello, transaction, chunk);
            case State.Chunks chunks -> take(chunks, chunk);
        }
    }

    private void skip(Command.Bdat chunk, Reply reply) throws IOException {
        if (dialogue.skipChunk(chunk.size())) {
            answer(reply);
        } else {
            ended();
        }
    }

    private void firstChunk(State.Hello hello, Transaction transaction, Command.Bdat chunk)
            throws IOException, InterruptedException {
        Optional<Incoming> opened = open(transaction, DataDecoder.Framing.CHUNKS);
        if (opened.isPresent()) {
            var chunks = new State.Chunks(hello, transaction, opened.get());
            become(chunks);
            take(chunks, chunk);
        } else {
            become(new State.Greeted(hello));
            if (dialogue.skipChunk(chunk.size())) {
                refuse(transaction, "data", Replies.TRY_LATER);
            } else {
                ended();
            }
        }
    }

    private void take(State.Chunks chunks, Command.Bdat chunk)
            throws IOException, InterruptedException {
        Incoming incoming = chunks.incoming();
        if (incoming.isTooMany(chunk.size())) {
            incoming.refuse(Replies.MESSAGE_TOO_BIG);
        }
        if (!dialogue.readChunk(incoming, chunk.size())) {
            ended();
            return;
        }
        if (chunk.last()) {
            incoming.endOfChunks();
        }
        if (chunk.last() || incoming.refusal().isPresent()) {
            conclude(chunks.transaction(), incoming);
            become(new State.Greeted(chunks.hello()));
        } else {
            answer(Replies.CHUNK_OK);
        }
    }

    /** Begins to take content; empty if there is no room for it or the volume fails. */
    private Optional<Incoming> open(Transaction transaction, DataDecoder.Framing framing) {
        long expected = transaction.parameters().size().orElse(0);
        try {
            byte[] trace = transaction.trace(edge.hostName(), edge.clock().instant());
            Intake.Draft draft = edge.ports().intake().begin(expected + trace.length);
            try {
                draft.write(trace, 0, trace.length);
                var incoming = new Incoming(draft, framing, peer.listener().lineEndings(), limits);
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

    private void conclude(Transaction transaction, Incoming incoming)
            throws IOException, InterruptedException {
        Optional<Reply> refusal = incoming.refusal();
        if (refusal.isPresent()) {
            refuse(transaction, "message", refusal.get());
            return;
        }
        Reply reply = process(transaction, incoming);
        if (reply.isPositive()) {
            unproductive = 0;
            peer.presence().countMessage(limits);
            answer(Replies.withId(reply, transaction.journey()));
        } else {
            refuse(transaction, "message", reply);
        }
    }

    private Reply process(Transaction transaction, Incoming incoming) throws InterruptedException {
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
            return Replies.TRY_LATER;
        }
    }

    private void refuse(Transaction transaction, String step, Reply reply) throws IOException {
        refusals.transaction(transaction, step, reply);
        answer(Replies.withId(reply, transaction.journey()));
    }

    private void malformed(Reply reply) throws IOException {
        answer(reply);
        if (dialogue.isVerb("BDAT")) {
            // How many octets follow is not known, and they must not be read as commands.
            close(Replies.CLOSING_UNCLEAN);
        }
    }

    private void unproductive(Reply reply) throws IOException {
        countUnproductive();
        answer(reply);
    }

    private void countUnproductive() {
        if (++unproductive > MAX_UNPRODUCTIVE) {
            errors++;
        }
    }

    private void answer(Reply reply) throws IOException {
        if (!reply.isPositive() && !reply.isTransient()) {
            errors++;
        }
        dialogue.reply(reply);
    }

    private void close(Reply last) throws IOException {
        dialogue.reply(last);
        open = false;
    }

    /** The input ended: by the client, who gets no reply, or by us, and then it is told. */
    private void ended() throws IOException {
        open = false;
        switch (wire.end()) {
            case NONE -> {}
            case TIMED_OUT -> dialogue.reply(Replies.TIMED_OUT);
            case STOPPING -> dialogue.reply(Replies.STOPPING);
        }
    }

    private void endTransaction() {
        switch (state) {
            case State.Silent(), State.Greeted _ -> {}
            case State.Envelope(var hello, _) -> become(new State.Greeted(hello));
            case State.Chunks(var hello, _, _) -> become(new State.Greeted(hello));
        }
    }

    private void become(State next) {
        if (state instanceof State.Chunks(_, _, var incoming) && !(next instanceof State.Chunks)) {
            incoming.close();
        }
        state = next;
    }

    private boolean hasSmtpUtf8() {
        return state.current().filter(t -> t.parameters().smtpUtf8()).isPresent();
    }

    private Dialogue.Patience patience() {
        long idle = limits.idle().toNanos();
        long underLoad =
                peer.listener().kind() == Listener.Kind.MX
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
