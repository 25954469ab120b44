package dev.mailwarden.unpack.protocol;

/** What the gateway sends. */
public sealed interface Request {

    /**
     * Begins a job.
     *
     * @param id comes back with its end
     * @param length octets of the container, which follow as {@link Input}
     */
    record Job(long id, Format format, Allowance allowance, long length) implements Request {

        public Job {
            if (length < 0) {
                throw new IllegalArgumentException("a length is not negative");
            }
        }
    }

    /**
     * A piece of the container.
     *
     * @param octets 1 to {@link Frame#MAX_PIECE}
     */
    @SuppressWarnings("ArrayRecordComponent") // pieces are passed on, never compared
    record Input(byte[] octets) implements Request {}

    /** The container ends. */
    record Close() implements Request {}
}
