package dev.mailwarden.mail.filetype;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a file is.
 *
 * @param primary the type that most readers would take it for; {@link FileType#UNKNOWN} if none
 * @param certainty of the primary type
 * @param others types that some reader could also take it for, the likeliest first: an archive
 *     behind a program, a PDF that begins late, a page in a picture. Without the primary
 * @param complete whether all was read that had to be; {@code false} if the limit came first
 */
public record Detection(
        FileType primary, Certainty certainty, List<FileType> others, boolean complete) {

    public Detection {
        others = List.copyOf(others);
        if (others.contains(primary)) {
            throw new IllegalArgumentException(primary + " twice");
        }
    }

    /** {@return the primary type and the others} */
    public Stream<FileType> all() {
        return Stream.concat(Stream.of(primary), others.stream());
    }

    /** {@return whether some reader could take the file for that type} */
    public boolean couldBe(FileType type) {
        return primary == type || others.contains(type);
    }
}
