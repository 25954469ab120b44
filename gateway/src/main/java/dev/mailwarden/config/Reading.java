package dev.mailwarden.config;

import java.util.List;

/** What came of reading a configuration file. */
public sealed interface Reading {

    /** It can be used; the warnings are for the administrator. */
    record Valid(Configuration configuration, List<Problem> warnings) implements Reading {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * It cannot be used; all errors that could be found, and warnings, in the order of the file.
     */
    record Invalid(List<Problem> problems) implements Reading {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
