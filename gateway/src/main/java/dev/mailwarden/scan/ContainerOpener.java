package dev.mailwarden.scan;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.filetype.FileType;
import dev.mailwarden.mail.mime.Octets;
import java.util.List;

/** Opens archives and their like. Safe for any number of threads. */
public interface ContainerOpener {

    /** Opens nothing: every container stays closed, and is told of as not opened. */
    ContainerOpener NONE =
            new ContainerOpener() {
                @Override
                public boolean opens(FileType type) {
                    return false;
                }

                @Override
                public List<Opened> open(Detection type, Octets container, Budget budget) {
                    return List.of();
                }
            };

    /** Whether files of a type can be opened at all. */
    boolean opens(FileType type);

    /**
     * Opens a file in every way in which some reader could: one that is a program and an archive at
     * once is opened as the archive.
     *
     * @param type what it is by its content
     * @param budget from which all that comes out is taken
     * @return one for each way; none if no way is known
     * @throws InterruptedException if the time is over
     */
    List<Opened> open(Detection type, Octets container, Budget budget) throws InterruptedException;

    /**
     * A file seen as a container.
     *
     * @param look how that went
     * @param entries what came out, even if it did not go well
     * @param store holds the octets of the entries
     */
    record Opened(Look look, List<Entry> entries, AutoCloseable store) {

        public Opened {
            entries = List.copyOf(entries);
        }
    }

    /**
     * What is in a container.
     *
     * @param names by which some reader could know it, the likeliest first
     * @param look how reading it went
     */
    record Entry(List<String> names, Octets octets, Look look) {

        public Entry {
            names = List.copyOf(names);
        }
    }
}
