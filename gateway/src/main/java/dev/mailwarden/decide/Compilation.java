package dev.mailwarden.decide;

import java.util.List;

/** What became of a policy that was to be used. */
public sealed interface Compilation {

    /** More would help nobody to mend them. */
    int MAX_FLAWS = 100;

    /**
     * It can be used.
     *
     * @param warnings what is allowed and unwise
     */
    record Ready(PolicySnapshot snapshot, List<Flaw> warnings) implements Compilation {

        public Ready {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * It cannot.
     *
     * @param flaws all that were found, at most {@value #MAX_FLAWS}
     */
    record Flawed(List<Flaw> flaws) implements Compilation {

        public Flawed {
            flaws = List.copyOf(flaws.subList(0, Math.min(flaws.size(), MAX_FLAWS)));
        }
    }
}
