package dev.mailwarden.deliver;

import dev.mailwarden.config.Settings.Delivery;
import dev.mailwarden.config.Settings.Timeouts;
import dev.mailwarden.mail.smtp.BadReplyException;
import dev.mailwarden.mail.smtp.Capabilities;
import dev.mailwarden.mail.smtp.ClientDialogue;
import dev.mailwarden.mail.smtp.DotStuffer;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.ServerReply;
import dev.mailwarden.message.Attempt.Custody;
import dev.mailwarden.message.Attempt.Result;
import dev.mailwarden.message.Consignment;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Route.Protocol;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One MAIL, its RCPTs and its content on one connection.
 *
 * <p>Round trips on a connection in use: with PIPELINING and CHUNKING one for a message of up to
 * {@value #ONE_GO} octets and two for a larger one; with PIPELINING two; without it, one for each
 * command. A larger message is not sent before a recipient was accepted.
 *
 * <p>SMTP and LMTP differ only in the end: whether the reply to the content speaks for all
 * recipients, or each has one.
 *
 * <p>Every reply goes to the ledger as it comes, so that a connection lost later changes nothing of
 * what was already said.
 */
final class Transaction {

    /** Sent together with its commands if BDAT allows. */
    static final long ONE_GO = 128 * 1024;

    /** Recipients of one transaction: what every server has to take (RFC 5321 §4.5.3.1.8). */
    static final int MOST_RECIPIENTS = 100;

    private static final EnhancedStatusCode OK = new EnhancedStatusCode(2, 0, 0);

    private static final String END_OF_DATA = "end of data";

    private final Connection connection;
    private final ClientDialogue dialogue;
    private final Capabilities offered;
    private final Consignment consignment;
    private final Passage passage;
    private final Timeouts timeouts;
    private final Ledger ledger;

    private final List<Integer> batch;
    private final List<Integer> accepted = new ArrayList<>();
    private final List<Integer> surplus = new ArrayList<>();
    private int answered;
    private boolean mailRefused;
    private boolean heardFrom;
    private boolean ending;

    /**
     * Prepares a transaction.
     *
     * @param batch positions in the consignment's recipients, at least one, at most {@link
     *     #mostRecipients}
     */
    Transaction(
            Connection connection,
            Consignment consignment,
            Passage passage,
            List<Integer> batch,
            Delivery delivery,
            Ledger ledger) {
        this.connection = connection;
        this.dialogue = connection.dialogue();
        this.offered = connection.capabilities();
        this.consignment = consignment;
        this.passage = passage;
        this.batch = List.copyOf(batch);
        this.timeouts = delivery.timeouts();
        this.ledger = ledger;
    }

    static int mostRecipients(Capabilities offered) {
        return Math.min(offered.maxRecipients().orElse(MOST_RECIPIENTS), MOST_RECIPIENTS);
    }

    /**
     * Runs to the end or as far as the connection holds.
     *
     * @throws IOException if the connection is of no use any more; what was not said of a recipient
     *     is not in the ledger
     */
    void run() throws IOException {
        connection.countTransaction();
        if (connection.resetDue()) {
            dialogue.rset();
            expectPositive(reply("RSET", timeouts.command()));
        }
        connection.resetDue(true);
        if (offered.pipelining()) {
            pipelined();
        } else {
            stepwise();
        }
    }

    /** Recipients that the server had no room for in this transaction (RFC 5321 §4.5.3.1.10). */
    List<Integer> surplus() {
        return surplus;
    }

    /** Recipients whose fate is the content's: accepted, or not yet answered. */
    List<Integer> pending() {
        if (mailRefused) {
            return List.of();
        }
        List<Integer> pending = new ArrayList<>(accepted);
        pending.addAll(batch.subList(answered, batch.size()));
        return pending;
    }

    /** Recipients of whom nothing is in the ledger: the pending and the surplus. */
    List<Integer> unsettled() {
        List<Integer> unsettled = new ArrayList<>(pending());
        unsettled.addAll(surplus);
        return unsettled;
    }

    /** Whether the server has answered anything but 421 in this transaction. */
    boolean wasHeardFrom() {
        return heardFrom;
    }

    /** Whether the whole message may have reached the server. */
    boolean mayBeTaken() {
        return ending;
    }

    private void pipelined() throws IOException {
        Content content = passage.content();
        boolean oneGo = offered.chunking() && content.length() <= ONE_GO;
        mail();
        for (int position : batch) {
            rcpt(position);
        }
        if (oneGo) {
            chunk(content);
        } else if (!offered.chunking()) {
            dialogue.data();
        }
        readMail();
        while (answered < batch.size()) {
            readRcpt();
        }
        if (oneGo) {
            conclude();
        } else if (offered.chunking()) {
            chunkIfWanted(content);
        } else {
            dataPipelined(content);
        }
    }

    private void stepwise() throws IOException {
        mail();
        readMail();
        if (mailRefused) {
            answered = batch.size();
            return;
        }
        for (int position : batch) {
            rcpt(position);
            readRcpt();
        }
        if (offered.chunking()) {
            chunkIfWanted(passage.content());
        } else if (!accepted.isEmpty()) {
            dialogue.data();
            ServerReply reply = reply("DATA", timeouts.dataStart());
            if (reply.code() == 354) {
                data(passage.content());
            } else {
                refuseContent(reply);
            }
        }
    }

    private void mail() throws IOException {
        dialogue.mail(consignment.envelope().reversePath(), passage.mailParameters());
    }

    private void rcpt(int position) throws IOException {
        Recipient recipient = recipient(position);
        dialogue.rcpt(recipient.mailbox(), passage.rcptParameters(recipient));
    }

    private Recipient recipient(int position) {
        int index = consignment.recipients().get(position);
        return consignment.envelope().recipients().get(index);
    }

    private void readMail() throws IOException {
        ServerReply reply = reply("MAIL", timeouts.mail());
        if (reply.isPositive()) {
            return;
        }
        requireRefusal(reply);
        mailRefused = true;
        ledger.refuse(batch, Trouble.refused(connection.hop(), reply));
    }

    private void readRcpt() throws IOException {
        ServerReply reply = reply("RCPT", timeouts.rcpt());
        int position = batch.get(answered++);
        if (mailRefused) {
            if (reply.isPositive()) {
                throw new BadReplyException("RCPT accepted after MAIL was refused");
            }
        } else if (reply.isPositive()) {
            accepted.add(position);
        } else if (!accepted.isEmpty() && isTooMany(reply)) {
            surplus.add(position);
        } else {
            requireRefusal(reply);
            ledger.refuse(position, refusedRecipient(reply));
        }
    }

    /**
     * RFC 5321 §4.5.3.1.10: the code is 452, and a 552 at RCPT means the same unless its enhanced
     * status speaks of the mailbox.
     */
    private static boolean isTooMany(ServerReply reply) {
        return (reply.code() == 452 || reply.code() == 552)
                && reply.status().map(s -> s.subject() == 5 && s.detail() == 3).orElse(true);
    }

    private Trouble refusedRecipient(ServerReply reply) {
        Trouble trouble = Trouble.refused(connection.hop(), reply);
        return isTooMany(reply) ? trouble.asPassing() : trouble;
    }

    private void chunkIfWanted(Content content) throws IOException {
        if (!accepted.isEmpty()) {
            chunk(content);
            conclude();
        }
    }

    /** The whole message in one chunk, which is also the last. */
    private void chunk(Content content) throws IOException {
        long left = content.length();
        OutputStream out = dialogue.bdat(left, true);
        connection.blocks(timeouts.dataBlock());
        content.writeTo(new LastPiece(out, left));
        dialogue.flush();
    }

    private void dataPipelined(Content content) throws IOException {
        ServerReply reply = reply("DATA", timeouts.dataStart());
        if (reply.code() != 354) {
            refuseContent(reply);
        } else if (accepted.isEmpty()) {
            nothingForNobody();
        } else {
            data(content);
        }
    }

    /**
     * RFC 2920 §3.1: a server that asks for content although nobody is to get it, gets none. One
     * that speaks LMTP must not ask (RFC 2033 §4.2): how many replies would follow is not known.
     */
    private void nothingForNobody() throws IOException {
        if (connection.hop().protocol() == Protocol.LMTP) {
            throw new BadReplyException("content is asked for, but no recipient was accepted");
        }
        connection.blocks(timeouts.dataBlock());
        dialogue.content().finish();
        dialogue.endedData();
        endReply();
    }

    private void data(Content content) throws IOException {
        DotStuffer out = dialogue.content();
        connection.blocks(timeouts.dataBlock());
        content.writeTo(out);
        ending = true;
        out.finish();
        dialogue.endedData();
        dialogue.flush();
        conclude();
    }

    private void refuseContent(ServerReply reply) throws IOException {
        requireRefusal(reply);
        ledger.refuse(accepted, Trouble.refused(connection.hop(), reply));
        accepted.clear();
    }

    /** Reads what became of the content for the recipients that were accepted. */
    private void conclude() throws IOException {
        switch (connection.hop().protocol()) {
            case SMTP -> concludeForAll();
            case LMTP -> concludeForEach();
        }
    }

    /** The reply to the content speaks for every recipient that was accepted. */
    private void concludeForAll() throws IOException {
        ServerReply reply = endReply();
        if (!reply.isPositive()) {
            refuseContent(reply);
            return;
        }
        if (accepted.isEmpty()) {
            return; // nobody was to get it, so whatever was taken is not ours to count
        }
        Result.Delivered delivered = delivered(reply);
        accepted.forEach(position -> ledger.settle(position, delivered));
        accepted.clear();
        connection.resetDue(false);
    }

    /**
     * One reply for each recipient that was accepted, in the order of RCPT (RFC 2033 §4.2, §4.3),
     * all of them within one time. Whoever has an answer is settled by it, whatever happens then.
     */
    private void concludeForEach() throws IOException {
        if (accepted.isEmpty()) {
            concludeForAll(); // BDAT is refused as a command: one reply
            return;
        }
        dialogue.expectMore(accepted.size() - 1);
        connection.step(END_OF_DATA, timeouts.dataEnd());
        while (!accepted.isEmpty()) {
            conclude(accepted.getFirst());
            accepted.removeFirst();
        }
        connection.stepDone();
        connection.resetDue(false);
    }

    private void conclude(int position) throws IOException {
        ServerReply reply;
        try {
            reply = heard(connection.replyWithinStep());
        } catch (ClosingException e) {
            // It speaks for this recipient. The message may have been taken for those after it.
            ledger.refuse(position, e.trouble());
            accepted.removeFirst();
            accepted.forEach(other -> ledger.settle(other, e.trouble().asResult()));
            accepted.clear();
            throw e;
        }
        if (reply.isPositive()) {
            ledger.settle(position, delivered(reply));
        } else {
            requireRefusal(reply);
            ledger.refuse(position, Trouble.refused(connection.hop(), reply));
        }
    }

    private Result.Delivered delivered(ServerReply reply) {
        return new Result.Delivered(
                connection.hop(),
                reply.status().orElse(OK),
                reply.text(Trouble.MAX_TEXT),
                custody(),
                passage.isConverted());
    }

    /** What speaks LMTP holds mailboxes (RFC 2033 §1): its yes is the end of the way. */
    private Custody custody() {
        if (offered.dsn()) {
            return Custody.REPORTING_HOST;
        }
        return switch (connection.hop().protocol()) {
            case SMTP -> Custody.SILENT_HOST;
            case LMTP -> Custody.MAILBOX;
        };
    }

    private ServerReply endReply() throws IOException {
        return reply(END_OF_DATA, timeouts.dataEnd());
    }

    private ServerReply reply(String step, Duration limit) throws IOException {
        return heard(connection.reply(step, limit));
    }

    private ServerReply heard(ServerReply reply) throws ClosingException {
        if (reply.isClosing()) {
            throw new ClosingException(Trouble.refused(connection.hop(), reply));
        }
        heardFrom = true;
        return reply;
    }

    private static void expectPositive(ServerReply reply) throws BadReplyException {
        if (!reply.isPositive()) {
            throw new BadReplyException("unexpected reply " + reply.code());
        }
    }

    private static void requireRefusal(ServerReply reply) throws BadReplyException {
        if (!reply.isTransient() && !reply.isPermanent()) {
            throw new BadReplyException("unexpected reply " + reply.code());
        }
    }

    /** Notes when the octet that completes the message is about to leave. */
    private final class LastPiece extends OutputStream {
        private final OutputStream out;
        private long left;

        LastPiece(OutputStream out, long left) {
            this.out = out;
            this.left = left;
        }

        @Override
        public void write(int octet) throws IOException {
            left--;
            ending = left <= 0;
            out.write(octet);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            left -= length;
            ending = left <= 0;
            out.write(octets, offset, length);
        }
    }
}
