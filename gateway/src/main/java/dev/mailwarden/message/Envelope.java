package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.ReversePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The envelope of a transaction (RFC 5321 §2.3.1).
 *
 * @param recipients in the order of the RCPT commands, at least one; a recipient is named by its
 *     index in this list for as long as the message lives
 */
public record Envelope(
        ReversePath reversePath, MailParameters parameters, List<Recipient> recipients) {

    /**
     * What the recipients of a transaction may take together, as {@link #octetsOf} counts: about.
     * Whatever a policy then makes of the message, its records and events fit frames of the spool.
     */
    public static final int MAX_OCTETS = 384 * 1024;

    /** What stands beside the texts of a recipient. */
    private static final int BESIDE = 16;

    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope needs a recipient");
        }
    }

    /** What a recipient counts against {@link #MAX_OCTETS}. */
    public static int octetsOf(Recipient recipient) {
        return BESIDE
                + octets(recipient.mailbox().toString())
                + recipient.parameters().orcpt().map(Envelope::octets).orElse(0);
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** An envelope of our own, whose null reverse-path keeps bounces away (RFC 3834 §3.3). */
    public static Envelope ofOurOwn(BodyType body, boolean smtpUtf8, List<Mailbox> to) {
        return new Envelope(
                new ReversePath.Null(),
                new MailParameters(
                        OptionalLong.empty(),
                        body,
                        smtpUtf8,
                        Optional.empty(),
                        Optional.empty(),
                        false),
                to.stream().map(mailbox -> new Recipient(mailbox, RcptParameters.NONE)).toList());
    }
}
