package dev.mailwarden.unpack.read;

/** Reads the packed content of one entry. */
interface Decoder extends AutoCloseable {

    /**
     * Reads on.
     *
     * @return octets put into the buffer, 0 if it has to be called again, or -1 at the end
     * @throws DamagedException if the content cannot be; what came before it is good
     */
    int read(byte[] buffer) throws DamagedException;

    /** {@return where in the container the content ends; asked at the end only} */
    long end();

    @Override
    default void close() {}
}
