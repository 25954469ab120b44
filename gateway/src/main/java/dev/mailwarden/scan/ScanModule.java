package dev.mailwarden.scan;

import dev.mailwarden.message.ModuleName;

/**
 * Looks at messages for one kind of thing. Safe for any number of threads.
 *
 * <p>A module never says that it found nothing when it could not look: it throws, or its
 * examination says why. An interrupt tells it that its time is over.
 */
public interface ScanModule {

    /** Whose results these are. */
    ModuleName name();

    /** When its turn is: those of one turn look side by side, and cheap ones come first. */
    Turn turn();

    /** When a module looks. */
    enum Turn {
        /** At what is there already: header, names, sizes. */
        FIRST,
        /** At every octet, or with the help of others. */
        SECOND
    }

    /**
     * Looks at a message, once for all rules.
     *
     * @param subject what there is to look at; its budget is the message's, and ends with this
     *     module's time
     * @throws UnableException if it could not look, and knows why
     * @throws Exception whatever else it is, the result is an error as well
     */
    Examination examine(Subject subject, Wanted wanted) throws Exception;

    /** {@return whether it could look now} Quick: what was seen last. */
    default Fitness fitness() {
        return Fitness.FIT;
    }
}
