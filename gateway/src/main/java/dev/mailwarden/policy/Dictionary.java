package dev.mailwarden.policy;

import java.util.List;

/** Values that several conditions share (CF-3). */
public sealed interface Dictionary {

    /** Texts, masks and expressions; refers to no other dictionary. */
    record Texts(String description, Condition.Patterns patterns) implements Dictionary {

        public Texts {
            if (!patterns.dictionaries().isEmpty()) {
                throw new IllegalArgumentException("a dictionary refers to no other");
            }
        }
    }

    /** Ids of file types or of their categories. */
    record Types(String description, List<String> types) implements Dictionary {

        public Types {
            types = List.copyOf(types);
        }
    }
}
