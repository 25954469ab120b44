package dev.mailwarden.mail.filetype;

import dev.mailwarden.mail.ForeignOctets;
import java.util.List;

/**
 * Says what a file is by its content.
 *
 * <p>Every reader of a family of formats looks at the file, and all that any of them found is
 * reported: a file can be valid in several formats at once, and the program at the recipient
 * chooses another than we would. The primary type is what begins with the first octet and is most
 * certain.
 *
 * <p>A type says how a file would be read, not that it is whole or harmless. Text without a telling
 * beginning is guessed from its words; there, and only there, the declared type and name are heard.
 *
 * <p>Reads the first {@value Sample#HEAD} octets, the end, and places to which those point; never
 * more than the limit in all. Immutable, safe for any number of threads.
 */
@ForeignOctets
public final class TypeDetector {

    /** Octets read of one file at most, if nothing else is said. */
    public static final int DEFAULT_LIMIT = 256 * 1024;

    private final int limit;

    /** A detector that reads at most {@value #DEFAULT_LIMIT} octets of a file. */
    public TypeDetector() {
        this(DEFAULT_LIMIT);
    }

    /**
     * A detector with a limit of its own.
     *
     * @param limit octets read of one file at most
     */
    public TypeDetector(int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("limit must be positive: " + limit);
        }
        this.limit = limit;
    }

    /** {@return what the file is, of which nothing is declared} */
    public Detection detect(Window file) {
        return detect(file, Declared.NOTHING);
    }

    /** {@return what the file is} */
    public Detection detect(Window file, Declared declared) {
        if (file.size() == 0) {
            return new Detection(FileType.EMPTY, Certainty.CERTAIN, List.of(), true);
        }
        var sample = new Sample(file, limit);
        var found = new Candidates();
        OleFamily.look(sample, found);
        ZipFamily.look(sample, found);
        Programs.look(sample, found);
        SignatureTable.STANDARD.look(sample, found);
        MediaFamily.look(sample, found);
        CryptoFamily.look(sample, found);
        ArchiveFamily.look(sample, found);
        Embedded.look(sample, found);
        TextFamily.look(sample, declared, found);
        return found.detection(sample.complete());
    }
}
