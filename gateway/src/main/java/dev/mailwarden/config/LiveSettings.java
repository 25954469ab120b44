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
    private final AtomicReference<Settings> settings;

    public LiveSettings(Configuration configuration) {
        this.node = configuration.node();
        this.settings = new AtomicReference<>(configuration.settings());
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
                Settings before = settings.getAndSet(configuration.settings());
                yield new Reload.Done(
                        !before.equals(configuration.settings()),
                        changes(configuration.node()),
                        warnings);
            }
        };
    }

    private List<String> changes(Node other) {
        return NodeSection.NODE.keys().stream()
                .filter(key -> !Objects.equals(key.getter().apply(node), key.getter().apply(other)))
                .map(key -> "node." + key.name())
                .toList();
    }
}
