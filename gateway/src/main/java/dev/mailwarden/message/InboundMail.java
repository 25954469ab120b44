package dev.mailwarden.message;

/**
 * One transaction at its final dot: everything the pipeline needs.
 *
 * @param content made by the {@link Intake}
 * @param messageId the value of Message-ID without folding, at most 998 characters, empty if none
 */
public record InboundMail(
        JourneyId journey, Arrival arrival, Envelope envelope, Content content, String messageId) {}
