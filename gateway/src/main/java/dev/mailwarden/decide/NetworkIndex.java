package dev.mailwarden.decide;

import dev.mailwarden.message.Network;
import java.net.InetAddress;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which rules name a network that an address lies in: one look-up for each prefix length in use.
 */
final class NetworkIndex {

    private final Postings<Block> blocks = new Postings<>();
    private final Set<Integer> shortPrefixes = new TreeSet<>();
    private final Set<Integer> longPrefixes = new TreeSet<>();

    /** The first bits of an address; the rest are zero. */
    private record Block(int bits, int prefix, long high, long low) {

        static Block of(byte[] octets, int prefix) {
            long high = number(octets, 0);
            long low = number(octets, 8);
            return new Block(
                    octets.length * 8, prefix, high & mask(prefix), low & mask(prefix - Long.SIZE));
        }

        private static long number(byte[] octets, int from) {
            long number = 0;
            for (int i = from; i < from + 8; i++) {
                number = number << 8 | (i < octets.length ? octets[i] & 0xff : 0);
            }
            return number;
        }

        private static long mask(int ones) {
            if (ones <= 0) {
                return 0;
            }
            return ones >= Long.SIZE ? -1 : -1L << (Long.SIZE - ones);
        }
    }

    void add(Network network, int number) {
        byte[] octets = network.address().getAddress();
        prefixes(octets).add(network.prefix());
        blocks.add(Block.of(octets, network.prefix()), number);
    }

    void trim() {
        blocks.trimmed();
    }

    void find(InetAddress address, Hits hits) {
        byte[] octets = address.getAddress();
        for (int prefix : prefixes(octets)) {
            hits.add(blocks.of(Block.of(octets, prefix)));
        }
    }

    private Set<Integer> prefixes(byte[] octets) {
        return octets.length == 4 ? shortPrefixes : longPrefixes;
    }
}
