package dev.mailwarden.deliver;

import dev.mailwarden.mail.smtp.IpAddress;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.Route;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One address to try and how it is to be spoken to. Connections to equal targets may stand in for
 * one another.
 *
 * @param host the name that was looked up, or an address literal; certificates are checked for it
 * @param port 1 to 65535
 */
record Target(String host, InetAddress address, int port, Route.Manner manner) {

    InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }

    HopFacts inClear() {
        return new HopFacts(
                host, IpAddress.format(address), port, manner.protocol(), Optional.empty());
    }

    @Override
    public String toString() {
        return host + "[" + IpAddress.format(address) + "]:" + port;
    }
}
