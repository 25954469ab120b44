package dev.mailwarden.deliver;

import dev.mailwarden.config.Settings.Timeouts;
import dev.mailwarden.mail.smtp.BadReplyException;
import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.ClientDialogue;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.mail.smtp.ServerReply;
import dev.mailwarden.message.RecipientCheck;
import dev.mailwarden.message.RecipientCheck.Answer;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Asks one server for one mailbox on a connection that is ready for MAIL: the beginning of a
 * notification that is never sent (RFC 5321 §3.3). Made for one use.
 *
 * <p>Only words about the address say that there is no such mailbox: a 5yz to RCPT with an enhanced
 * status 5.1.x, or a 550, 551 or 553 without any (RFC 5321 §4.2.3). A server that takes nothing
 * from us, no null reverse-path, or nothing more into a full mailbox has said nothing that would
 * hold for the next sender, or for hours.
 */
final class Probe {

    private static final EnhancedStatusCode NO_SUCH_MAILBOX = new EnhancedStatusCode(5, 1, 1);
    private static final EnhancedStatusCode NO_SMTPUTF8 = new EnhancedStatusCode(5, 6, 7);

    /** Codes that speak of a mailbox if no enhanced status tells more. */
    private static final Set<Integer> NO_MAILBOX_CODES = Set.of(550, 551, 553);

    /** Characters of a server's words that are kept. */
    private static final int MAX_TEXT = 400;

    private final Connection connection;
    private final ClientDialogue dialogue;
    private final Timeouts timeouts;
    private boolean closing;

    Probe(Connection connection, Timeouts timeouts) {
        this.connection = connection;
        this.dialogue = connection.dialogue();
        this.timeouts = timeouts;
    }

    /**
     * Asks.
     *
     * @throws IOException if the connection is of no use any more
     */
    Answer ask(Mailbox mailbox) throws IOException {
        boolean international = !mailbox.isAscii();
        if (international && !connection.capabilities().smtpUtf8()) {
            return new Answer.Unknown(NO_SMTPUTF8, connection.target() + " offers no SMTPUTF8");
        }
        connection.countTransaction();
        if (connection.resetDue()) {
            dialogue.rset();
            ServerReply reply = reply("RSET");
            if (!reply.isPositive()) {
                throw new BadReplyException("unexpected reply to RSET: " + reply);
            }
        }
        connection.resetDue(true);
        dialogue.mail(
                new ReversePath.Null(),
                new MailParameters(
                        OptionalLong.empty(),
                        BodyType.SEVEN_BIT,
                        international,
                        Optional.empty(),
                        Optional.empty(),
                        false));
        ServerReply reply = reply("MAIL");
        if (!reply.isPositive()) {
            return new Answer.Unsure(words("MAIL FROM:<>", reply));
        }
        dialogue.rcpt(mailbox, RcptParameters.NONE);
        reply = reply("RCPT");
        if (reply.isPositive()) {
            return RecipientCheck.KNOWN;
        }
        String words = words("RCPT", reply);
        return isUnknown(reply)
                ? new Answer.Unknown(reply.status().orElse(NO_SUCH_MAILBOX), words)
                : new Answer.Unsure(words);
    }

    private static boolean isUnknown(ServerReply reply) {
        return reply.isPermanent()
                && reply.status()
                        .map(Probe::isOfRecipient)
                        .orElseGet(() -> NO_MAILBOX_CODES.contains(reply.code()));
    }

    /** Of the statuses about addresses two are about the sender's (RFC 3463 §3.2). */
    private static boolean isOfRecipient(EnhancedStatusCode status) {
        return status.subject() == 1 && status.detail() != 7 && status.detail() != 8;
    }

    /** Whether the server said 421. */
    boolean isClosing() {
        return closing;
    }

    private ServerReply reply(String step) throws IOException {
        ServerReply reply = connection.reply(step, timeouts.command());
        closing |= reply.isClosing();
        if (!reply.isPositive()) {
            connection.countRefusedProbe();
        }
        return reply;
    }

    private String words(String step, ServerReply reply) {
        return connection.target() + " answers " + step + " with " + reply.text(MAX_TEXT);
    }
}
