package dev.mailwarden.config;

import java.util.Optional;
import java.util.function.Function;

/** How values of one kind are read, written and described. */
interface Kind<T> {

    /** Reads a value; if it is not allowed, reports why and returns empty. */
    Optional<T> read(Tree tree, At at);

    /** The value as {@link #read} understands it. */
    Tree write(T value);

    /** What is allowed, as the object of a sentence: {@code a whole number from 1 to 50000}. */
    String allowed();

    /** The section that a value or an entry of it is made of, for the reference page. */
    default Optional<Section<?>> section() {
        return Optional.empty();
    }

    /** The same values in the file for another type in the program. */
    default <U> Kind<U> as(Function<T, U> to, Function<U, T> from) {
        Kind<T> inner = this;
        return new Kind<>() {
            @Override
            public Optional<U> read(Tree tree, At at) {
                return inner.read(tree, at).map(to);
            }

            @Override
            public Tree write(U value) {
                return inner.write(from.apply(value));
            }

            @Override
            public String allowed() {
                return inner.allowed();
            }

            @Override
            public Optional<Section<?>> section() {
                return inner.section();
            }
        };
    }
}
