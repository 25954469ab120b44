package dev.mailwarden.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A list whose entries are all different.
 *
 * @param most entries allowed
 * @param marked whether it is remembered where each entry stands, which a list of hundreds of
 *     thousands cannot afford: what is found wrong later is then said of the whole list
 */
record ListKind<T>(Kind<T> entry, int least, int most, boolean marked) implements Kind<List<T>> {

    ListKind(Kind<T> entry, int least, int most) {
        this(entry, least, most, true);
    }

    /** The same without an order. */
    static <T> Kind<Set<T>> set(Kind<T> entry, int most) {
        return new ListKind<>(entry, 0, most)
                .as(list -> Collections.unmodifiableSet(new LinkedHashSet<>(list)), List::copyOf);
    }

    @Override
    public Optional<List<T>> read(Tree tree, At at) {
        return switch (tree) {
            case Tree.Scalar scalar when scalar.isNothing() && least == 0 -> Optional.of(List.of());
            case Tree.Items(List<Tree> items, _)
                    when items.size() < least || items.size() > most -> {
                at.error(tree.mark(), items.size() + " entries are not allowed; " + allowed());
                yield Optional.empty();
            }
            case Tree.Items(List<Tree> items, _) -> entries(items, at);
            case Tree.Scalar _, Tree.Fields _ -> {
                at.error(tree.mark(), "needs a list such as [a, b]; " + allowed());
                yield Optional.empty();
            }
        };
    }

    private Optional<List<T>> entries(List<Tree> items, At at) {
        List<T> values = new ArrayList<>(items.size());
        Map<T, Integer> seen = HashMap.newHashMap(items.size());
        for (int i = 0; i < items.size(); i++) {
            Tree.Mark mark = items.get(i).mark();
            At here = marked ? at.item(i).located(mark) : at.item(i);
            Optional<T> value = entry.read(items.get(i), here);
            if (value.isPresent()) {
                Integer before = seen.putIfAbsent(value.get(), i);
                if (before != null) {
                    here.error(mark, "is the same as entry " + (before + 1));
                }
                values.add(value.get());
            }
        }
        return values.size() == items.size() ? Optional.of(values) : Optional.empty();
    }

    @Override
    public Tree write(List<T> values) {
        return Tree.items(values.stream().map(entry::write).toList());
    }

    @Override
    public String allowed() {
        return "a list of %s%d entries, each %s"
                .formatted(least == 0 ? "at most " : least + " to ", most, entry.allowed());
    }

    @Override
    public Optional<Section<?>> section() {
        return entry.section();
    }
}
