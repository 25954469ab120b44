package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.Domain;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * How a transaction came in.
 *
 * @param at when MAIL FROM was accepted
 * @param listener name of the listener in the configuration
 * @param client address of the peer
 * @param port port of the peer
 * @param helo the name it claimed, printable, at most 255 characters
 * @param esmtp whether it said EHLO
 * @param user who logged in, prepared; empty if nobody did
 * @param origin whether the client may speak for its senders
 * @param tls empty for a connection in clear
 */
public record Arrival(
        Instant at,
        String listener,
        InetAddress client,
        int port,
        String helo,
        boolean esmtp,
        Optional<String> user,
        Origin origin,
        Optional<TlsFacts> tls) {

    /** Where a client stands. */
    public enum Origin {
        /** On a trusted network, or logged in: the sender is taken to be who it says. */
        INSIDE,
        /** Anybody: the reverse-path may be forged. */
        OUTSIDE
    }

    /** How a message of our own came in: it did not. */
    public static Arrival ofOurOwn(Instant at, Domain host) {
        return new Arrival(
                at,
                "notification",
                InetAddress.getLoopbackAddress(),
                0,
                host.name(),
                true,
                Optional.empty(),
                Origin.INSIDE,
                Optional.empty());
    }
}
