package dev.mailwarden.keep;

/**
 * The limits of a store.
 *
 * @param octets on the disk
 * @param messages in it
 */
public record Room(long octets, long messages) {

    /** A limit on octets alone. */
    public static Room ofOctets(long octets) {
        return new Room(octets, Long.MAX_VALUE);
    }
}
