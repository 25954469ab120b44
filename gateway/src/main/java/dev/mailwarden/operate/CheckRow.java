package dev.mailwarden.operate;

import java.util.List;

/**
 * What would become of a message for some recipients, and why.
 *
 * @param recipients the first of them
 * @param moreRecipients how many more there are
 * @param reply that the client would get, for all recipients the same
 * @param edits to what is delivered, in words
 * @param letters notifications, in words
 * @param copies that would be kept or sent, in words
 * @param signatureBroken whether edits break a DKIM signature
 */
public record CheckRow(
        List<String> recipients,
        int moreRecipients,
        String reply,
        List<String> edits,
        List<String> letters,
        List<String> copies,
        boolean signatureBroken,
        WhyRow why) {

    public CheckRow {
        recipients = List.copyOf(recipients);
        edits = List.copyOf(edits);
        letters = List.copyOf(letters);
        copies = List.copyOf(copies);
    }
}
