package dev.mailwarden.message;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all modules say of a message under one rule: one result each, of those that were asked. */
public record Verdict(Map<ModuleName, ModuleResult> results) {

    /** Nobody was asked. */
    public static final Verdict NONE = new Verdict(Map.of());

    public Verdict {
        Map<ModuleName, ModuleResult> copy = new EnumMap<>(ModuleName.class);
        results.forEach((name, result) -> {
            if (result.module() != name) {
                throw new IllegalArgumentException(result.module() + " under " + name);
            }
            copy.put(name, result);
        });
        results = Collections.unmodifiableMap(copy);
    }

    public static Verdict of(List<ModuleResult> results) {
        Map<ModuleName, ModuleResult> byName = new EnumMap<>(ModuleName.class);
        results.forEach(result -> byName.put(result.module(), result));
        return new Verdict(byName);
    }

    public Optional<ModuleResult> of(ModuleName module) {
        return Optional.ofNullable(results.get(module));
    }

    /** The same with another result of one module. */
    public Verdict with(ModuleResult result) {
        Map<ModuleName, ModuleResult> changed = new EnumMap<>(ModuleName.class);
        changed.putAll(results);
        changed.put(result.module(), result);
        return new Verdict(changed);
    }
}
