package dev.mailwarden.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * One key of a section.
 *
 * @param <R> what the section makes
 * @param <T> what the key's value is
 * @param name as in the file
 * @param presence what it means when the key is absent
 * @param explanation one sentence for the administrator
 * @param getter reads the value back out of what the section made
 */
record Key<R, T>(
        String name,
        Kind<T> kind,
        Presence<T> presence,
        String explanation,
        Function<R, T> getter) {

    /** What it means when a key is absent. */
    sealed interface Presence<T> {

        /** It must be there; the example stands in the documents. */
        record Required<T>(T example) implements Presence<T> {}

        /** Then it has this value. */
        record Default<T>(T value) implements Presence<T> {}

        /** Then it has this value, as nearly always: a file that is written leaves it out. */
        record Usual<T>(T value) implements Presence<T> {}

        /** Then there is none; the example stands in the documents. */
        record Optionally<T>(T absent, T example) implements Presence<T> {}

        /** Then all keys of the section below are absent. */
        record Subsection<T>() implements Presence<T> {}
    }

    /** The value as it is written in a file; empty if the key is left out. */
    Optional<Tree> write(R made) {
        T value = getter.apply(made);
        boolean absent =
                switch (presence) {
                    case Presence.Optionally<T>(T none, _) -> value.equals(none);
                    case Presence.Usual<T>(T usual) -> value.equals(usual);
                    case Presence.Required<T> _, Presence.Default<T> _, Presence.Subsection<T> _ ->
                            false;
                };
        return absent ? Optional.empty() : Optional.of(kind.write(value));
    }
}
