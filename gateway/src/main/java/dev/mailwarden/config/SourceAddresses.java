package dev.mailwarden.config;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** Own addresses to send from, where the settings name some. */
final class SourceAddresses {

    static final Kind<List<String>> KIND = new ListKind<>(Kinds.IP_ADDRESS, 0, 2);

    private SourceAddresses() {}

    /** One of a family; each should be this machine's, though it may become so later. */
    static void check(List<String> addresses, At at) {
        if (addresses.stream().map(a -> a.contains(":")).distinct().count() < addresses.size()) {
            at.error("only one address of a family can be used");
        }
        for (int i = 0; i < addresses.size(); i++) {
            if (!isHere(addresses.get(i))) {
                at.item(i)
                        .warning(
                                "this machine does not have the address now; mail that is to be"
                                        + " sent from it waits until it has");
            }
        }
    }

    private static boolean isHere(String address) {
        try {
            return Addresses.address(address).isPresent()
                    && NetworkInterface.getByInetAddress(Addresses.address(address).get()) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
