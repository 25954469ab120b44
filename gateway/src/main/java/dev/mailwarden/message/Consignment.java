package dev.mailwarden.message;

import java.util.List;

/**
 * One message on its way to the recipients that share a route.
 *
 * @param recipients indexes into the envelope's recipients: those that are still to be served
 */
public record Consignment(
        JourneyId journey,
        Route route,
        Envelope envelope,
        List<Integer> recipients,
        Content content) {

    public Consignment {
        recipients = List.copyOf(recipients);
    }
}
