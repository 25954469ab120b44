package dev.mailwarden.bench.load;

/** Told what became of each message; called on one thread. */
public interface Outcomes {

    /**
     * The server promised to deliver it.
     *
     * @param startNanos when MAIL was sent
     * @param ackNanos when the 250 had been read
     */
    void accepted(Parcel parcel, long startNanos, long ackNanos);

    /**
     * The first message of a session was accepted.
     *
     * @param connectNanos when the connection was begun
     * @param ackNanos when the 250 had been read
     */
    default void served(long connectNanos, long ackNanos) {}

    /** The server said no: the first reply that was not a success. */
    void refused(Parcel parcel, String reply);

    /** The connection ended within the transaction: nobody knows what became of the message. */
    void broken(Parcel parcel, String why);

    /**
     * TLS is in use.
     *
     * @param resumed whether an earlier session was resumed
     */
    default void secured(boolean resumed) {}

    /** No transaction could be begun: no connection, no greeting, no EHLO. */
    void unreachable(String why);
}
