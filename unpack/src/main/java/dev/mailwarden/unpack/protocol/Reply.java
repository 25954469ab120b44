package dev.mailwarden.unpack.protocol;

/** What the worker sends. */
public sealed interface Reply {

    /**
     * The worker is confined as told and waits for jobs.
     *
     * @param confinement for people: what holds, and what does not
     */
    record Ready(String confinement) implements Reply {}

    /** The worker will not work here. */
    record Refused(String reason) implements Reply {}

    /** An entry begins. */
    record Entry(EntryHead head) implements Reply {}

    /**
     * A piece of the entry's content.
     *
     * @param octets 1 to {@link Frame#MAX_PIECE}
     */
    @SuppressWarnings("ArrayRecordComponent") // pieces are passed on, never compared
    record Content(byte[] octets) implements Reply {}

    /**
     * The entry ends.
     *
     * @param octets of content that were sent
     */
    record End(EntryState state, long octets) implements Reply {}

    /** Something was found about the container. */
    record Found(Finding finding) implements Reply {}

    /**
     * The job ends.
     *
     * @param id the job's
     * @param octets sent as content, all entries together
     * @param cpuMillis processor time used, in milliseconds
     */
    record Done(long id, Outcome outcome, int entries, long octets, int cpuMillis)
            implements Reply {}

    /** How a job ended. */
    sealed interface Outcome {

        /** The container was read to its end. */
        record Opened() implements Outcome {}

        /** Nothing in it can be read. */
        record NotOpened(String reason) implements Outcome {}

        /** The worker stopped, because something was used up. */
        record OverBudget(Resource resource) implements Outcome {}
    }
}
