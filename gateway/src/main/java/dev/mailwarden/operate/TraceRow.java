package dev.mailwarden.operate;

import java.time.Instant;
import java.util.List;

/**
 * One event of a journey.
 *
 * @param event its kind, as in the journal
 * @param sender the reverse-path where the event has one, else empty
 * @param recipients those that it concerns
 * @param peer the client or the next hop, as {@code name[address]:port}; empty if there is none
 * @param tls protocol and cipher, empty for a connection in clear
 * @param status the enhanced status code, empty if there is none
 * @param text the reply or the reason
 */
public record TraceRow(
        String journey,
        int sequence,
        Instant at,
        String event,
        String sender,
        List<String> recipients,
        String peer,
        String tls,
        String status,
        String text) {

    public TraceRow {
        recipients = List.copyOf(recipients);
    }
}
