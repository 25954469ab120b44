package dev.mailwarden.deliver;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An index over a snapshot of the settings, made anew when another snapshot comes. Two threads may
 * both make it then; either result will do. Safe for any number of threads.
 *
 * @param <S> immutable
 */
final class Derived<S, V> {

    private record Made<S, V>(S from, V value) {}

    private final Function<S, V> maker;
    private volatile @Nullable Made<S, V> last;

    Derived(Function<S, V> maker) {
        this.maker = maker;
    }

    @SuppressWarnings(
            "ReferenceEquality") // comparing a snapshot by value costs as much as indexing
    V of(S snapshot) {
        Made<S, V> made = last;
        if (made == null || made.from() != snapshot) {
            made = new Made<>(snapshot, maker.apply(snapshot));
            last = made;
        }
        return made.value();
    }
}
