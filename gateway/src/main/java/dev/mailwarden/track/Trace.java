package dev.mailwarden.track;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.JourneyId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Finds journeys in the journal's files, the newest first, while the journal goes on. The octets
 * are searched before anything is decoded, and what is kept in memory is bounded. Immutable and
 * safe for any number of threads.
 */
public final class Trace {

    private final Path directory;

    /**
     * Looks into a journal's directory.
     *
     * @param directory as given to {@link EventJournal#open}; the journal may be open or not
     */
    public Trace(Path directory) {
        this.directory = directory;
    }

    /** What to look for. */
    public sealed interface Query {

        /** One journey. */
        record ById(JourneyId journey) implements Query {}

        /** Every journey from or to a mailbox, the local part in any case. */
        record ByMailbox(Mailbox mailbox) implements Query {}

        /**
         * Every journey of messages with this Message-ID.
         *
         * @param messageId with or without angle brackets, not empty
         */
        record ByMessageId(String messageId) implements Query {

            public ByMessageId {
                if (TraceMatch.bare(messageId).isEmpty()) {
                    throw new IllegalArgumentException("an empty Message-ID names no message");
                }
            }
        }
    }

    /**
     * What was found.
     *
     * @param journeys the newest first
     * @param damagedLines lines passed over because their checksum does not hold
     * @param more there are more journeys than were asked for, or more events than are shown
     */
    public record Result(List<Journey> journeys, long damagedLines, boolean more) {

        public Result {
            journeys = List.copyOf(journeys);
        }
    }

    /**
     * The events of one journey.
     *
     * @param lines in the order of their sequence, each once; known or unknown events only
     */
    public record Journey(JourneyId id, List<JournalLine> lines) {

        public Journey {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Looks through the files.
     *
     * @param most journeys wanted, at least 1; the newest are preferred
     */
    public Result find(Query query, int most) throws IOException {
        if (most < 1) {
            throw new IllegalArgumentException("most must be at least 1: " + most);
        }
        var search = new TraceSearch(Segments.list(directory, EventJournal.SUFFIX).reversed());
        return switch (query) {
            case Query.ById(JourneyId id) -> search.collect(Set.of(id));
            case Query.ByMailbox(Mailbox mailbox) -> search.find(TraceMatch.of(mailbox), most);
            case Query.ByMessageId(String messageId) -> search.find(TraceMatch.of(messageId), most);
        };
    }
}
