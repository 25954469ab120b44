package dev.mailwarden.bench.load;

/** Where a {@link Sender} gets its messages; called on one thread. */
@FunctionalInterface
public interface Supply {

    /** Fills the parcel with the next message; false when there are no more. */
    boolean next(Parcel parcel);
}
