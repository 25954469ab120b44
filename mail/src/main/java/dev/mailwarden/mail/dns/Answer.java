package dev.mailwarden.mail.dns;

import java.time.Duration;
import java.util.List;

/**
 * What a look-up brought.
 *
 * <p>{@code secure} says that the answer, or the proof that there is none, was validated with
 * DNSSEC.
 *
 * @param <R> what one record says
 */
public sealed interface Answer<R> {

    /**
     * There are records.
     *
     * @param records at least one
     * @param ttl how long they may be kept, the least of the set and the aliases that led to it
     */
    record Found<R>(List<R> records, Duration ttl, boolean secure) implements Answer<R> {

        public Found {
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("found nothing is NoData");
            }
        }
    }

    /** The name does not exist (NXDOMAIN). */
    record NoSuchName<R>(Duration ttl, boolean secure) implements Answer<R> {}

    /** The name exists and has no record of the type. */
    record NoData<R>(Duration ttl, boolean secure) implements Answer<R> {}

    /**
     * Could not be found out now: a time-out, SERVFAIL, an answer that did not validate.
     *
     * @param reason for the log, printable
     */
    record TemporaryFailure<R>(String reason) implements Answer<R> {}

    /** {@return the records, none unless found} */
    default List<R> found() {
        return switch (this) {
            case Found<R>(List<R> records, _, _) -> records;
            case NoSuchName<R> _, NoData<R> _, TemporaryFailure<R> _ -> List.of();
        };
    }
}
