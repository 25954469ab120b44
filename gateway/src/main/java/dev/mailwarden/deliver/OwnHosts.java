package dev.mailwarden.deliver;

import dev.mailwarden.mail.smtp.Domain;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What this gateway is called and where it listens, so that it does not send mail to itself (RFC
 * 5321 §5.1). Immutable.
 */
public final class OwnHosts {

    private final Domain name;
    private final Set<InetSocketAddress> listening;

    private OwnHosts(Domain name, Set<InetSocketAddress> listening) {
        this.name = name;
        this.listening = Set.copyOf(listening);
    }

    /**
     * Takes down the addresses that listeners are bound to.
     *
     * @param listeners with their real ports; a wildcard stands for every address of the machine
     * @throws SocketException if the machine's addresses cannot be found out
     */
    public static OwnHosts of(Domain name, List<InetSocketAddress> listeners)
            throws SocketException {
        Set<InetSocketAddress> listening = new HashSet<>();
        for (InetSocketAddress listener : listeners) {
            if (listener.getAddress().isAnyLocalAddress()) {
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .map(OwnHosts::withoutScope)
                        .forEach(a -> listening.add(new InetSocketAddress(a, listener.getPort())));
            } else {
                listening.add(listener);
            }
        }
        return new OwnHosts(name, listening);
    }

    private static InetAddress withoutScope(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address is an address", e);
        }
    }

    boolean isNamed(Domain host) {
        return host.equals(name);
    }

    boolean listensAt(InetAddress address, int port) {
        return listening.contains(new InetSocketAddress(address, port));
    }
}
