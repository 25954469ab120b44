package dev.mailwarden.e2e.interop;

import java.io.Closeable;
import java.util.Locale;

/**
 * A server of other people's making that relays: what is for {@code open.example} to the gateway,
 * in the way that the recipient's local part names ({@link Way}), all else to a recorder.
 */
interface MailPeer extends Closeable {

    /** Ports of the peer, each offering something else. */
    enum Door {
        /** Everything it knows, STARTTLS included. */
        OPEN,
        /** TLS from the first octet. */
        IMPLICIT,
        /** Mail only after AUTH PLAIN over STARTTLS. */
        AUTH_PLAIN,
        /** Mail only after AUTH LOGIN over STARTTLS. */
        AUTH_LOGIN,
        /** Mail only after AUTH SCRAM-SHA-256 over STARTTLS. */
        AUTH_SCRAM,
        /** Neither PIPELINING nor CHUNKING nor SMTPUTF8 nor DSN. */
        POOR,
        /** Messages of 100 KiB at most. */
        SMALL
    }

    /** How the peer speaks to the gateway. */
    enum Way {
        PLAIN,
        STARTTLS,
        /** As STARTTLS, but the gateway's certificate is not one that the peer trusts. */
        UNTRUSTED,
        IMPLICIT,
        AUTH_PLAIN,
        AUTH_LOGIN,
        AUTH_SCRAM,
        WRONG_PASSWORD;

        /** The local part of recipients who are reached this way. */
        String localPart() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Where a door is. */
    int port(Door door);

    /** What the peer logged so far. */
    String log();
}
