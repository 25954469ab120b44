package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.Command;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.mail.smtp.WireReader;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.MailReply;
import dev.mailwarden.message.Recipient;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One SMTP session: read a command, act, reply (RFC 5321 §4.1). For one thread.
 *
 * <p>Every command gets one reply, in order; only an end of the session adds a 421. A transaction
 * lives in the {@link State} and goes with it.
 */
@ForeignOctets
final class Session {

    /** A chunk of so many times the size limit is not read to its end. */
    private static final int ENDLESS = 4;

    private final Edge edge;
    private final Client client;
    private final Dialogue dialogue;
    private final Reception reception;

    private final Standing standing;
    private final Introductions introductions;

    Session(Edge edge, Peer peer, Wire wire) {
        this.edge = edge;
        Listener listener = peer.listener();
        this.client = new Client(edge, peer, wire);
        this.dialogue = new Dialogue(wire, edge.buffers(), edge.ticker());
        this.reception = new Reception(edge, listener, wire, dialogue);
        this.standing = new Standing(edge, listener, wire, client, dialogue);
        this.introductions = new Introductions(edge, wire, client, dialogue, standing);
    }

    /**
     * Talks until one side ends.
     *
     * @throws IOException if the connection broke; nothing was accepted without its 250 written
     */
    void run() throws IOException, InterruptedException {
        try (dialogue) {
            introductions.greet();
            while (standing.isOpen()) {
                dialogue.setPatience(standing.patience());
                next(dialogue.readLine());
            }
            dialogue.flush();
        } finally {
            standing.become(new State.Silent());
        }
    }

    private void next(WireReader.Line line) throws IOException, InterruptedException {
        if (line == WireReader.Line.END) {
            standing.ended();
        } else if (standing.isTriedTooMuch()) {
            standing.breakOff(Replies.TOO_MANY_ERRORS);
        } else {
            switch (line) {
                case COMPLETE -> act(dialogue.command(hasSmtpUtf8()));
                case TOO_LONG -> standing.answer(Replies.LINE_TOO_LONG);
                case UNCLEAN -> standing.unclean();
                case END -> standing.ended();
            }
        }
    }

    private void act(Command command) throws IOException, InterruptedException {
        switch (command) {
            case Command.Helo(var name) -> introductions.helo(name);
            case Command.Ehlo(var name) -> introductions.ehlo(name);
            case Command.Mail mail -> mail(mail);
            case Command.Rcpt rcpt -> rcpt(rcpt);
            case Command.Data() -> data();
            case Command.Bdat chunk -> bdat(chunk);
            case Command.Rset() -> {
                endTransaction();
                standing.unproductive(Replies.OK);
            }
            case Command.Noop() -> standing.unproductive(Replies.OK);
            case Command.Quit() -> standing.close(Replies.BYE);
            case Command.StartTls() -> introductions.startTls();
            case Command.Auth auth -> introductions.auth(auth);
            case Command.FromFront(var facts) -> introductions.fromFront(facts);
            case Command.Vrfy() -> standing.unproductive(Replies.NOT_VERIFIED);
            case Command.Help() -> standing.unproductive(Replies.HELP);
            case Command.NotOffered(_) -> standing.answer(Replies.NOT_OFFERED);
            case Command.Malformed(var reply) -> malformed(reply);
        }
    }

    private void mail(Command.Mail mail) throws IOException, InterruptedException {
        switch (standing.state()) {
            case State.Silent() -> standing.answer(Replies.HELLO_FIRST);
            case State.Envelope _, State.Chunks _ -> standing.answer(Replies.NESTED_MAIL);
            case State.Greeted(var hello) when !hello.esmtp() && isBinary(mail) ->
                    standing.answer(Replies.BINARY_NEEDS_EHLO);
            case State.Greeted(var hello) -> begin(hello, mail);
        }
    }

    private static boolean isBinary(Command.Mail mail) {
        return mail.parameters().body() == BodyType.BINARY_MIME;
    }

    private void begin(State.Hello hello, Command.Mail mail)
            throws IOException, InterruptedException {
        Settings settings = edge.settings().get();
        standing.renewLimits(settings);
        if (!standing.countTransaction()) {
            standing.breakOff(Replies.TOO_MANY_TRANSACTIONS);
            return;
        }
        Instant now = edge.clock().instant();
        JourneyId journey = JourneyId.of(now, edge.random());
        if (client.hasLostAccount()) {
            client.refusals()
                    .mail(journey, hello.name(), mail.reversePath(), Replies.ACCOUNT_CHANGED);
            standing.close(Replies.withId(Replies.ACCOUNT_CHANGED, journey));
            return;
        }
        client.expectNothing(); // DNS may take longer than a client has for a command
        Optional<Reply> refusal =
                client.gate()
                        .refuseMail(
                                mail,
                                settings,
                                client.tls(),
                                client.canStartTls(),
                                client.isLoggedIn());
        if (refusal.isPresent()) {
            client.refusals().mail(journey, hello.name(), mail.reversePath(), refusal.get());
            standing.answer(Replies.withId(refusal.get(), journey));
            return;
        }
        client.refusals().begin();
        var transaction =
                new Transaction(journey, client.arrival(hello, now, settings), settings, mail);
        standing.become(new State.Envelope(hello, transaction));
        standing.answer(Replies.SENDER_OK);
    }

    private void rcpt(Command.Rcpt rcpt) throws IOException, InterruptedException {
        switch (standing.state()) {
            case State.Silent(), State.Greeted _ -> standing.answer(Replies.MAIL_FIRST);
            case State.Chunks _ -> standing.answer(Replies.CHUNKS_BEGUN);
            case State.Envelope(_, var transaction) -> addRecipient(transaction, rcpt);
        }
    }

    private void addRecipient(Transaction transaction, Command.Rcpt rcpt)
            throws IOException, InterruptedException {
        if (transaction.isFull(standing.limits().recipients())) {
            if (transaction.isFirstTooMany()) {
                client.refusals().transaction(transaction, "rcpt", Replies.TOO_MANY_RECIPIENTS);
            }
            standing.answer(Replies.TOO_MANY_RECIPIENTS);
            return;
        }
        client.expectNothing();
        switch (client.gate()
                .judge(rcpt.forwardPath(), transaction.settings(), client.isLoggedIn())) {
            case Gate.Judgement.Taken(var mailbox) -> {
                transaction.add(new Recipient(mailbox, rcpt.parameters()));
                standing.answer(Replies.RECIPIENT_OK);
            }
            case Gate.Judgement.Refused(var mailbox, var reply, var why) -> {
                client.refusals().recipient(transaction, mailbox, reply, why);
                standing.answer(Replies.withId(reply, transaction.journey()));
            }
            case Gate.Judgement.RefusedLater(var mailbox, var reply, var atEnd, var why) -> {
                client.refusals().recipient(transaction, Optional.of(mailbox), reply, why);
                transaction.addInAppearance(new Recipient(mailbox, rcpt.parameters()), atEnd);
                standing.answer(Replies.RECIPIENT_OK);
            }
        }
    }

    private void data() throws IOException, InterruptedException {
        switch (standing.state()) {
            case State.Silent(), State.Greeted _ -> standing.answer(Replies.MAIL_FIRST);
            case State.Chunks(var hello, _, _) -> {
                standing.become(new State.Greeted(hello));
                standing.answer(Replies.CHUNKS_BEGUN);
            }
            case State.Envelope(_, var transaction) when !transaction.hasRecipients() ->
                    standing.answer(Replies.RCPT_FIRST);
            case State.Envelope(var hello, var transaction) when transaction.isBinary() -> {
                standing.become(new State.Greeted(hello));
                standing.answer(Replies.BINARY_BY_CHUNKS);
            }
            case State.Envelope(var hello, var transaction) -> {
                standing.become(
                        new State.Greeted(hello)); // whatever comes now ends this transaction
                end(reception.data(transaction, standing.limits()), transaction);
            }
        }
    }

    private void bdat(Command.Bdat chunk) throws IOException, InterruptedException {
        if (chunk.size() / ENDLESS > standing.limits().messageOctets()) {
            standing.answer(Replies.MESSAGE_TOO_BIG);
            standing.breakOff(Replies.ENDLESS);
            return;
        }
        switch (standing.state()) {
            case State.Silent(), State.Greeted _ -> skip(chunk, Replies.NO_CHUNKS_NOW);
            case State.Envelope(var hello, var transaction) when !transaction.hasRecipients() -> {
                // Otherwise a later chunk could be taken for the beginning of the message.
                standing.become(new State.Greeted(hello));
                skip(chunk, Replies.RCPT_FIRST);
            }
            case State.Envelope(var hello, var transaction) -> {
                Optional<Incoming> opened =
                        reception.open(transaction, transaction.framing(), standing.limits());
                if (opened.isPresent()) {
                    take(new State.Chunks(hello, transaction, opened.get()), chunk);
                } else {
                    standing.become(new State.Greeted(hello));
                    end(reception.skip(chunk.size(), Replies.TRY_LATER), transaction);
                }
            }
            case State.Chunks chunks -> take(chunks, chunk);
        }
    }

    private void skip(Command.Bdat chunk, Reply reply) throws IOException {
        if (dialogue.skipChunk(chunk.size())) {
            standing.answer(reply);
        } else {
            standing.ended();
        }
    }

    private void take(State.Chunks chunks, Command.Bdat chunk)
            throws IOException, InterruptedException {
        standing.become(chunks);
        Reception.Outcome outcome =
                reception.chunk(
                        chunks.transaction(), chunks.incoming(), chunk.size(), chunk.last());
        if (outcome instanceof Reception.Outcome.Over) {
            standing.become(new State.Greeted(chunks.hello()));
        }
        end(outcome, chunks.transaction());
    }

    private void end(Reception.Outcome outcome, Transaction transaction) throws IOException {
        switch (outcome) {
            case Reception.Outcome.Over(MailReply(var verdict, var each))
                    when verdict.isPositive() -> {
                standing.reward();
                client.countMessage(standing.limits());
                answerEach(each);
                standing.answer(Replies.withId(verdict, transaction.journey()));
            }
            case Reception.Outcome.Over(MailReply(var verdict, _)) ->
                    refuse(transaction, "message", verdict);
            case Reception.Outcome.NotBegun(var refusal) -> refuse(transaction, "data", refusal);
            case Reception.Outcome.Continues() -> standing.answer(Replies.CHUNK_OK);
            case Reception.Outcome.Endless(var refusal) -> {
                refuse(transaction, "message", refusal);
                standing.close(Replies.ENDLESS);
            }
            case Reception.Outcome.Gone() -> standing.ended(transaction);
        }
    }

    /** Those that asked for it are told for each recipient first (draft-hall-prdr-00). */
    private void answerEach(List<Reply> each) throws IOException {
        if (!each.isEmpty()) {
            dialogue.replyLine("353 A reply for each recipient follows");
            for (Reply reply : each) {
                dialogue.reply(reply);
            }
        }
    }

    private void refuse(Transaction transaction, String step, Reply reply) throws IOException {
        client.refusals().transaction(transaction, step, reply);
        standing.answer(Replies.withId(reply, transaction.journey()));
    }

    private void malformed(Reply reply) throws IOException {
        standing.answer(reply);
        if (dialogue.isVerb("BDAT")) {
            // How many octets follow is not known, and they must not be read as commands.
            standing.close(Replies.CLOSING_UNCLEAN);
        }
    }

    private void endTransaction() {
        switch (standing.state()) {
            case State.Silent(), State.Greeted _ -> {}
            case State.Envelope(var hello, _) -> standing.become(new State.Greeted(hello));
            case State.Chunks(var hello, _, _) -> standing.become(new State.Greeted(hello));
        }
    }

    private boolean hasSmtpUtf8() {
        return standing.state().current().filter(t -> t.parameters().smtpUtf8()).isPresent();
    }
}
