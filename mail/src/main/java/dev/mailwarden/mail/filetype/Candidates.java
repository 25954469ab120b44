package dev.mailwarden.mail.filetype;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Types found in one file so far. */
final class Candidates {

    /**
     * One type that was found.
     *
     * @param embedded whether it begins behind the beginning of the file
     */
    private record Candidate(FileType type, Certainty certainty, boolean embedded) {}

    /** A guess is worth less than what begins inside; of others the beginning is worth more. */
    private static final Comparator<Candidate> LIKELIEST =
            Comparator.comparing((Candidate found) -> found.certainty() == Certainty.GUESS)
                    .thenComparing(Candidate::embedded)
                    .thenComparing(Candidate::certainty);

    private final List<Candidate> found = new ArrayList<>(4);

    /** Notes a type that the file has from its first octet. */
    void add(FileType type, Certainty certainty) {
        found.add(new Candidate(type, certainty, false));
    }

    /** Notes a type that begins inside the file. */
    void addEmbedded(FileType type, Certainty certainty) {
        found.add(new Candidate(type, certainty, true));
    }

    /** {@return whether something was found that begins with the file and is not a guess} */
    boolean hasBeginning() {
        for (Candidate candidate : found) {
            if (!candidate.embedded() && candidate.certainty() != Certainty.GUESS) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether anything was found that begins with the file} */
    boolean hasAnyBeginning() {
        for (Candidate candidate : found) {
            if (!candidate.embedded()) {
                return true;
            }
        }
        return false;
    }

    /** {@return the likeliest as primary; of equals the one noted first} */
    Detection detection(boolean complete) {
        if (found.isEmpty()) {
            return new Detection(FileType.UNKNOWN, Certainty.GUESS, List.of(), complete);
        }
        if (found.size() == 1) {
            Candidate only = found.getFirst();
            return new Detection(only.type(), only.certainty(), List.of(), complete);
        }
        found.sort(LIKELIEST);
        Candidate first = found.getFirst();
        List<FileType> others =
                found.stream()
                        .map(Candidate::type)
                        .distinct()
                        .filter(type -> type != first.type())
                        .toList();
        return new Detection(first.type(), first.certainty(), others, complete);
    }
}
