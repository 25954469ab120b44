package dev.mailwarden.operate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was decided for some recipients of a message, and why: a refusal by the SMTP edge, or a
 * judgement.
 *
 * @param sender the reverse-path, empty for the null reverse-path or none
 * @param client IP address, empty if it is not recorded
 * @param subject empty for what was refused by the edge
 * @param recipients the first of them
 * @param moreRecipients how many more there are
 */
public record ExplainRow(
        String journey,
        Instant at,
        String sender,
        String client,
        String subject,
        List<String> recipients,
        int moreRecipients,
        Optional<RefusalRow> refused,
        Optional<WhyRow> judged) {

    public ExplainRow {
        recipients = List.copyOf(recipients);
    }

    /**
     * A refusal by the SMTP edge.
     *
     * @param command at which: connect, xclient, auth, mail, rcpt, data, message, or session
     * @param reply code, status and text, with what the client was not told in brackets
     */
    public record RefusalRow(String command, String reply, String helo) {}
}
