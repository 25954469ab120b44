package dev.mailwarden.message;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * A range of addresses such as {@code 192.0.2.0/24}.
 *
 * @param address its host bits are zero
 * @param prefix 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Network(InetAddress address, int prefix) {

    public Network {
        byte[] octets = address.getAddress();
        if (prefix < 0 || prefix > octets.length * 8) {
            throw new IllegalArgumentException(
                    "prefix must be 0 to " + octets.length * 8 + ": " + prefix);
        }
        if (!Arrays.equals(octets, masked(octets, prefix))) {
            throw new IllegalArgumentException(
                    address.getHostAddress() + "/" + prefix + " has host bits set");
        }
    }

    /** Whether an address lies in the range; an address of the other family never does. */
    public boolean contains(InetAddress other) {
        byte[] octets = other.getAddress();
        return octets.length == address.getAddress().length
                && Arrays.equals(masked(octets, prefix), address.getAddress());
    }

    /** Whether an address lies in one of the ranges. */
    public static boolean anyContains(List<Network> networks, InetAddress address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] masked(byte[] octets, int prefix) {
        byte[] result = octets.clone();
        for (int bit = prefix; bit < octets.length * 8; bit++) {
            result[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return result;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
