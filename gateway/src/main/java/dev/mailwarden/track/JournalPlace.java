package dev.mailwarden.track;

/**
 * A place in the event journal: everything before it was seen.
 *
 * @param file number of the file
 * @param octets from its beginning
 */
public record JournalPlace(long file, long octets) {

    /** Before the first line. */
    static final JournalPlace BEGINNING = new JournalPlace(0, 0);
}
