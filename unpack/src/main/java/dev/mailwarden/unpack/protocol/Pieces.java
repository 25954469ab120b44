package dev.mailwarden.unpack.protocol;

/** Pieces of containers and contents. */
final class Pieces {

    private Pieces() {}

    /** {@return the piece} */
    static byte[] checked(byte[] octets) throws ProtocolException {
        if (octets.length == 0) {
            throw new ProtocolException("a piece of nothing");
        }
        return octets;
    }
}
