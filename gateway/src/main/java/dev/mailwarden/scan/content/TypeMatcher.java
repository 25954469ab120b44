package dev.mailwarden.scan.content;

import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.filetype.FileType;
import dev.mailwarden.policy.Condition;
import dev.mailwarden.policy.Dictionary;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** File types and categories with those of their dictionaries, made ready. Immutable. */
record TypeMatcher(Set<FileType> types) {

    TypeMatcher {
        types = Set.copyOf(types);
    }

    /**
     * @throws IllegalArgumentException if a dictionary is missing or of the other kind, or a type
     *     is unknown
     */
    static TypeMatcher of(Condition.Type condition, Map<String, Dictionary> dictionaries) {
        Set<FileType> types = EnumSet.noneOf(FileType.class);
        condition.types().forEach(id -> types.addAll(named(id)));
        for (String name : condition.dictionaries()) {
            if (!(dictionaries.get(name) instanceof Dictionary.Types(_, var more))) {
                throw new IllegalArgumentException("there is no dictionary of types " + name);
            }
            more.forEach(id -> types.addAll(named(id)));
        }
        return new TypeMatcher(types);
    }

    /** A type, all of a category, or all of a sub-type such as {@code documents.spreadsheet}. */
    private static List<FileType> named(String id) {
        Optional<FileType> one = FileType.byId(id);
        List<FileType> found =
                one.map(List::of)
                        .orElseGet(() ->
                                Arrays.stream(FileType.values())
                                        .filter(type ->
                                                type.path().equals(id)
                                                        || type.path().startsWith(id + "."))
                                        .toList());
        if (found.isEmpty()) {
            throw new IllegalArgumentException("there is no file type or category " + id);
        }
        return found;
    }

    /** {@return the type by which a file is one of these; a polyglot has several} */
    Optional<FileType> find(Detection detection) {
        return detection.all().filter(types::contains).findFirst();
    }
}
