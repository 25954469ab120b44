package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.Reply;
import java.util.List;

/**
 * What the client is told of a message.
 *
 * @param whole the only reply, or the last one
 * @param each before that one for each recipient, in the order of the envelope, if the client asked
 *     for them with PRDR and they may differ; else empty
 */
public record MailReply(Reply whole, List<Reply> each) {

    public MailReply {
        each = List.copyOf(each);
    }

    /** One reply for all. */
    public static MailReply of(Reply whole) {
        return new MailReply(whole, List.of());
    }
}
