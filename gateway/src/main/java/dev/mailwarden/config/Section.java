package dev.mailwarden.config;

import dev.mailwarden.config.Key.Presence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A part of the file that consists of keys. It is declared once, in {@link NodeSection}, {@link
 * SettingsSection} and their neighbours; reading, writing, the default file and the reference page
 * all follow the declaration.
 *
 * @param <R> the record made of it
 */
final class Section<R> implements Kind<R> {

    private final List<Key<R, ?>> keys = new ArrayList<>();
    private final List<Check<R>> checks = new ArrayList<>();
    private final Function<Values<R>, R> maker;

    private Section(Function<Section<R>, Function<Values<R>, R>> declaration) {
        this.maker = declaration.apply(this);
    }

    /** A rule over several keys of a section. */
    interface Check<R> {
        void check(R made, At at);
    }

    /** The values of a section's keys. */
    static final class Values<R> {

        private final Map<String, Object> byName = new HashMap<>();

        /** The value of one key. */
        @SuppressWarnings("unchecked") // put() is the only writer and takes a T for a Key<R, T>
        <T> T get(Key<R, T> key) {
            Object value = byName.get(key.name());
            if (value == null) {
                throw new IllegalStateException("no value for " + key.name());
            }
            return (T) value;
        }

        private <T> void put(Key<R, T> key, T value) {
            byName.put(key.name(), value);
        }
    }

    /**
     * Declares a section.
     *
     * @param declaration adds the keys, and returns what makes the record of their values
     */
    static <R> Section<R> of(Function<Section<R>, Function<Values<R>, R>> declaration) {
        return new Section<>(declaration);
    }

    /** Declares a key that must be there. */
    <T> Key<R, T> required(
            String name, Kind<T> kind, T example, String explanation, Function<R, T> getter) {
        return add(new Key<>(name, kind, new Presence.Required<>(example), explanation, getter));
    }

    /** Declares a key that has a default. */
    <T> Key<R, T> key(
            String name, Kind<T> kind, T value, String explanation, Function<R, T> getter) {
        return add(new Key<>(name, kind, new Presence.Default<>(value), explanation, getter));
    }

    /** Declares a key that has a default and is written only where it differs. */
    <T> Key<R, T> usual(
            String name, Kind<T> kind, T value, String explanation, Function<R, T> getter) {
        return add(new Key<>(name, kind, new Presence.Usual<>(value), explanation, getter));
    }

    /** Declares a key that may be left out. */
    <T> Key<R, Optional<T>> optional(
            String name,
            Kind<T> kind,
            T example,
            String explanation,
            Function<R, Optional<T>> getter) {
        return add(
                new Key<>(
                        name,
                        kind.as(Optional::of, Optional::orElseThrow),
                        new Presence.Optionally<>(Optional.empty(), Optional.of(example)),
                        explanation,
                        getter));
    }

    /** Declares a key for a collection that is empty when it is left out. */
    <T> Key<R, T> collection(
            String name, Kind<T> kind, Empty<T> empty, String explanation, Function<R, T> getter) {
        var presence = new Presence.Optionally<>(empty.none(), empty.example());
        return add(new Key<>(name, kind, presence, explanation, getter));
    }

    /** What a collection is when it is left out, and what the documents show instead. */
    record Empty<T>(T none, T example) {

        static <E> Empty<Set<E>> set(E example) {
            return new Empty<>(Set.of(), Set.of(example));
        }

        static <E> Empty<List<E>> list(E example) {
            return new Empty<>(List.of(), List.of(example));
        }
    }

    /** Declares a section within this one. */
    <T> Key<R, T> section(
            String name, Section<T> section, String explanation, Function<R, T> getter) {
        return add(new Key<>(name, section, new Presence.Subsection<>(), explanation, getter));
    }

    private <T> Key<R, T> add(Key<R, T> key) {
        keys.add(key);
        return key;
    }

    /** Adds a rule; it runs when all values of the section could be read. */
    Section<R> check(Check<R> check) {
        checks.add(check);
        return this;
    }

    List<Key<R, ?>> keys() {
        return List.copyOf(keys);
    }

    @Override
    public Optional<R> read(Tree tree, At at) {
        return switch (tree) {
            case Tree.Fields(var fields, _) -> readFields(fields, at);
            case Tree.Items _ -> {
                at.error(tree.mark(), "a list is not allowed; " + allowed());
                yield Optional.empty();
            }
            case Tree.Scalar scalar -> {
                String wrong =
                        scalar.isNothing()
                                ? "has no value"
                                : ScalarKind.shown(scalar.text()) + " is not allowed";
                at.error(tree.mark(), wrong + "; " + allowed());
                yield Optional.empty();
            }
        };
    }

    private Optional<R> readFields(List<Tree.Field> fields, At at) {
        Map<String, Tree> byName = byName(fields, at);
        var values = new Values<R>();
        boolean complete = true;
        for (Key<R, ?> key : keys) {
            complete &= readKey(key, byName, values, at.key(key.name()));
        }
        if (!complete) {
            return Optional.empty();
        }
        R made = maker.apply(values);
        checks.forEach(check -> check.check(made, at));
        return Optional.of(made);
    }

    private Map<String, Tree> byName(List<Tree.Field> fields, At at) {
        Map<String, Tree> byName = new HashMap<>();
        for (Tree.Field field : fields) {
            At here = at.key(ScalarKind.shown(field.name()));
            if (keys.stream().noneMatch(key -> key.name().equals(field.name()))) {
                here.error(field.mark(), "there is no such setting; " + suggestion(field.name()));
            } else if (byName.putIfAbsent(field.name(), field.value()) != null) {
                here.error(field.mark(), "is given twice");
            } else {
                here.located(field.mark());
            }
        }
        return byName;
    }

    private String suggestion(String unknown) {
        List<String> names = keys.stream().map(Key::name).toList();
        return Nearest.of(unknown, names)
                .map(name -> "did you mean " + name + "?")
                .orElseGet(this::allowed);
    }

    private <T> boolean readKey(Key<R, T> key, Map<String, Tree> byName, Values<R> values, At at) {
        Optional<T> value =
                Optional.ofNullable(byName.get(key.name()))
                        .filter(tree -> !isEmptySubsection(key, tree))
                        .map(tree -> key.kind().read(tree, at))
                        .orElseGet(() -> whenAbsent(key, at));
        value.ifPresent(v -> values.put(key, v));
        return value.isPresent();
    }

    /** A section of which every line is a comment looks like a key without a value. */
    private static boolean isEmptySubsection(Key<?, ?> key, Tree tree) {
        return (key.presence() instanceof Presence.Subsection<?>
                        || key.presence() instanceof Presence.Usual<?>)
                && key.kind() instanceof Section<?>
                && tree instanceof Tree.Scalar scalar
                && scalar.isNothing();
    }

    private <T> Optional<T> whenAbsent(Key<R, T> key, At at) {
        return switch (key.presence()) {
            case Presence.Required<T> _ -> {
                at.error("is missing; " + key.kind().allowed());
                yield Optional.empty();
            }
            case Presence.Default<T>(T value) -> Optional.of(value);
            case Presence.Usual<T>(T value) -> Optional.of(value);
            case Presence.Optionally<T>(T absent, _) -> Optional.of(absent);
            case Presence.Subsection<T> _ ->
                    key.kind().read(new Tree.Fields(List.of(), Tree.Mark.NOWHERE), at);
        };
    }

    @Override
    public Tree write(R value) {
        List<Tree.Field> fields = new ArrayList<>();
        for (Key<R, ?> key : keys) {
            key.write(value).ifPresent(tree -> fields.add(Tree.field(key.name(), tree)));
        }
        return new Tree.Fields(fields, Tree.Mark.NOWHERE);
    }

    @Override
    public String allowed() {
        return "the keys " + String.join(", ", keys.stream().map(Key::name).toList());
    }

    @Override
    public Optional<Section<?>> section() {
        return Optional.of(this);
    }
}
