package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Network;
import java.net.InetAddress;
import java.util.Set;

/**
 * Who may send where (SMTP-5): local domains from anyone, other domains from trusted networks and
 * from clients that have logged in.
 *
 * <p>Never an open relay: what is not clearly local is foreign. A local part that an inner server
 * could read as a route ({@code user%other}, {@code other!user}, {@code "user@other"}) is refused
 * from strangers even at a local domain, since that server trusts us.
 */
final class RelayPolicy {

    /** What may be done with a recipient. */
    enum Verdict {
        /** In a local domain: taken if the mailbox exists. */
        LOCAL,
        /** In another domain, and this client may send there. */
        RELAYED,
        /** 550 5.7.1. */
        DENIED
    }

    private final Settings.Relay relay;

    RelayPolicy(Settings.Relay relay) {
        this.relay = relay;
    }

    /**
     * Whether this client may use this listener at all.
     *
     * @param loggedIn whether the client has proven to be somebody
     */
    boolean admits(Listener.Kind kind, InetAddress client, boolean loggedIn) {
        return switch (kind) {
            case MX -> true;
            case SUBMISSION -> trusts(client, loggedIn);
        };
    }

    /** Decides about one recipient of a client that was admitted. */
    Verdict judge(InetAddress client, boolean loggedIn, Mailbox recipient) {
        boolean local = isLocal(recipient.domain());
        if (trusts(client, loggedIn)) {
            return local ? Verdict.LOCAL : Verdict.RELAYED;
        }
        return local && !isRouted(recipient.localPart()) ? Verdict.LOCAL : Verdict.DENIED;
    }

    /** Whether a client may speak for its senders. */
    Arrival.Origin origin(InetAddress client, boolean loggedIn) {
        return trusts(client, loggedIn) ? Arrival.Origin.INSIDE : Arrival.Origin.OUTSIDE;
    }

    /** Whether a client is one of ours, whose senders and recipients are not verified. */
    boolean trusts(InetAddress client, boolean loggedIn) {
        return loggedIn || isTrusted(client);
    }

    private boolean isTrusted(InetAddress client) {
        return Network.anyContains(relay.trustedNetworks(), client);
    }

    private boolean isLocal(Domain domain) {
        return !domain.isAddressLiteral()
                && (relay.localDomains().contains(domain)
                        || isBelow(domain.name(), relay.localSubdomains()));
    }

    private static boolean isBelow(String name, Set<Domain> parents) {
        for (Domain parent : parents) {
            String above = parent.name();
            if (name.length() > above.length() + 1
                    && name.endsWith(above)
                    && name.charAt(name.length() - above.length() - 1) == '.') {
                return true;
            }
        }
        return false;
    }

    private static boolean isRouted(String localPart) {
        return localPart.indexOf('@') >= 0
                || localPart.indexOf('%') >= 0
                || localPart.indexOf('!') >= 0;
    }
}
