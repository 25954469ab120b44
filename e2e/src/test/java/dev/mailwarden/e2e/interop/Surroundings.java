package dev.mailwarden.e2e.interop;

import dev.mailwarden.e2e.interop.MailPeer.Door;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a peer has to know to be started.
 *
 * @param directory empty, for the peer alone
 * @param doors where it is to listen
 * @param recorderPort where it sends all that is not for the gateway
 * @param certificate directory with its {@code chain.pem} and {@code key.pem}
 * @param gateway the gateway's ports by the name of the listener
 * @param gatewayChain the certificate of the gateway
 * @param password of the account {@code ann}, at the gateway and at the peer
 */
record Surroundings(
        Path directory,
        Map<Door, Integer> doors,
        int recorderPort,
        Path certificate,
        Map<String, Integer> gateway,
        Path gatewayChain,
        String password) {

    static final String USER = "ann";

    int door(Door door) {
        Integer port = doors.get(door);
        if (port == null) {
            throw new IllegalArgumentException("no door " + door);
        }
        return port;
    }

    int listener(String name) {
        Integer port = gateway.get(name);
        if (port == null) {
            throw new IllegalArgumentException("no listener " + name);
        }
        return port;
    }
}
