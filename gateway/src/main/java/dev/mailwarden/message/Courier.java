package dev.mailwarden.message;

/** Takes consignments to their next hop. Safe for any number of threads. */
public interface Courier {

    /**
     * Tries once, blocking, within the time-outs of RFC 5321 §4.5.3.2. Every expected failure is a
     * result; an unexpected exception means nothing is known and the consignment is deferred.
     *
     * @throws DamagedContentException if the message could not be read back as it was accepted;
     *     nothing of it was delivered
     */
    Attempt deliver(Consignment consignment) throws DamagedContentException, InterruptedException;
}
