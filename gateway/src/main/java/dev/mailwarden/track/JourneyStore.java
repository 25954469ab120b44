package dev.mailwarden.track;

import dev.mailwarden.message.JourneyId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The rows of journeys, to be searched (DATA-4). They are made from the event journal and can be
 * made again from it; the place up to which they were is kept in the same transaction.
 *
 * <p>One thread writes; any number read.
 */
public interface JourneyStore extends AutoCloseable {

    /** {@return up to where the journal is in the rows} */
    JournalPlace place() throws IOException;

    /**
     * Makes changes, all or none, and forgets what the limits say.
     *
     * @param place where the journal is read on
     */
    void apply(List<JourneyChange> changes, JournalPlace place) throws IOException;

    /** {@return a page of journeys} */
    JourneyPage find(JourneyQuery query) throws IOException;

    /** {@return everything about one journey} */
    Optional<JourneyStory> story(JourneyId journey) throws IOException;

    /** {@return how full it is (DATA-34)} */
    Stock stock() throws IOException;

    @Override
    void close();

    /**
     * What a store holds.
     *
     * @param octets on the disk
     * @param limit of them
     * @param oldest when the oldest rows were made
     * @param nextDeletion when their age ends them at the latest
     */
    record Stock(
            long octets, long limit, Optional<Instant> oldest, Optional<Instant> nextDeletion) {}
}
