package dev.mailwarden.bench.load;

/** One side of a dialogue; called on the loop's thread only. */
interface Talker {

    /** The connection stands. */
    void connected();

    /** TLS that was asked for is in use. */
    default void secured() {
        throw new IllegalStateException("nobody asked for TLS");
    }

    /** Octets came; the array is valid during the call only. */
    void received(byte[] octets, int from, int to);

    /** The connection ended, could not be made or broke; nothing follows. */
    void ended(String why);
}
