package dev.mailwarden.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values that are referred to by their names; written in the order of these. */
final class NamedKind<T> implements Kind<Map<String, T>> {

    private static final int MOST = 10_000;

    private final ListKind<Named<T>> list;

    NamedKind(Kind<Named<T>> entry) {
        this.list = new ListKind<>(entry, 0, MOST);
    }

    /** A value with its name. */
    record Named<T>(String name, T value) {}

    @Override
    public Optional<Map<String, T>> read(Tree tree, At at) {
        Optional<List<Named<T>>> entries = list.read(tree, at);
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Map<String, T> byName = new HashMap<>();
        Set<Named<T>> told = new HashSet<>();
        for (int i = 0; i < entries.get().size(); i++) {
            Named<T> entry = entries.get().get(i);
            boolean again = byName.putIfAbsent(entry.name(), entry.value()) != null;
            if (again && told.add(entry)) {
                at.item(i).key("name").error("another entry has this name");
            }
        }
        return Optional.of(byName);
    }

    @Override
    public Tree write(Map<String, T> value) {
        return list.write(
                value.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> new Named<>(entry.getKey(), entry.getValue()))
                        .toList());
    }

    @Override
    public String allowed() {
        return list.allowed();
    }

    @Override
    public Optional<Section<?>> section() {
        return list.section();
    }
}
