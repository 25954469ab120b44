package dev.mailwarden.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The settings that are in force. Whoever works on a message takes one snapshot and keeps it; it
 * never changes. Safe for any number of threads.
 */
public final class LiveSettings implements Supplier<Settings> {

    private final Node node;
    private final Preparation preparation;
    private final AtomicReference<Settings> settings;

    /**
     * Puts settings in force.
     *
     * @param preparation for these and all others that come
     * @throws IllegalArgumentException if nothing can be prepared for them
     */
    public LiveSettings(Configuration configuration, Preparation preparation) {
        this.node = configuration.node();
        this.preparation = preparation;
        this.settings = new AtomicReference<>(configuration.settings());
        List<String> flaws = preparation.prepare(configuration.settings(), 0);
        if (!flaws.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", flaws));
        }
    }

    /** What came of a reload. */
    public sealed interface Reload {

        /**
         * The file's settings are in force.
         *
         * @param changed whether they differ from those before
         * @param needRestart the keys under {@code node:} that the file changed; they are not in
         *     force
         * @param warnings about the file
         */
        record Done(boolean changed, List<String> needRestart, List<Problem> warnings)
                implements Reload {}

        /** The file has errors; the settings before are still in force. */
        record Refused(List<Problem> problems) implements Reload {}
    }

    @Override
    public Settings get() {
        return settings.get();
    }

    /** Reads a file as a whole and takes its settings, or changes nothing. */
    public Reload reload(Path file) {
        return switch (ConfigurationFile.read(file)) {
            case Reading.Invalid(List<Problem> problems) -> new Reload.Refused(problems);
            case Reading.Valid(Configuration configuration, List<Problem> warnings) -> {
                List<String> flaws = preparation.prepare(configuration.settings(), 0);
                if (!flaws.isEmpty()) {
                    yield new Reload.Refused(problems(file, flaws));
                }
                Settings before = settings.getAndSet(configuration.settings());
                yield new Reload.Done(
                        !before.equals(configuration.settings()),
                        changes(configuration.node()),
                        warnings);
            }
        };
    }

    private static List<Problem> problems(Path file, List<String> flaws) {
        return flaws.stream()
                .map(flaw ->
                        new Problem(
                                Problem.Severity.ERROR, file.toString(), 1, 1, "settings", flaw))
                .toList();
    }

    private List<String> changes(Node other) {
        return NodeSection.NODE.keys().stream()
                .filter(key -> !Objects.equals(key.getter().apply(node), key.getter().apply(other)))
                .map(key -> "node." + key.name())
                .toList();
    }
}
