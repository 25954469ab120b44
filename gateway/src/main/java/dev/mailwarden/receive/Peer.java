package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import java.net.InetAddress;

/** Who is at the other end, and where it came in. */
record Peer(Listener listener, InetAddress address, int port, Clients.Presence presence) {

    /** The same connection, of somebody else. */
    Peer of(InetAddress otherAddress, int otherPort) {
        return new Peer(listener, otherAddress, otherPort, presence);
    }
}
