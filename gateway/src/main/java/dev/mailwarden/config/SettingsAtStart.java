package dev.mailwarden.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which settings a gateway begins with: those of the newest revision, or at its very first start
 * those of its file. A file that was edited meanwhile changes nothing by itself.
 */
public sealed interface SettingsAtStart {

    /** Who made a revision that nobody asked for. */
    String AUTHOR = "mailwarden";

    /**
     * The gateway can begin.
     *
     * @param live the node of the file with the settings of the newest revision
     * @param warnings about these settings, where they are not the file's
     * @param differing keys under {@code settings:} that the file has otherwise
     */
    record InForce(LiveSettings live, List<Problem> warnings, List<String> differing)
            implements SettingsAtStart {

        public InForce {
            warnings = List.copyOf(warnings);
            differing = List.copyOf(differing);
        }
    }

    /**
     * The settings cannot be used, such as for a file that they name and that is gone.
     *
     * @param revision which they are, 0 if they are the file's
     */
    record Refused(long revision, List<Problem> problems) implements SettingsAtStart {

        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Finds them.
     *
     * @param preparation for these and all others that come
     * @param file where the configuration was read
     * @param apply whether the file's settings become a revision if they differ
     */
    static SettingsAtStart of(
            StoredSettings store,
            Preparation preparation,
            Configuration configuration,
            Path file,
            boolean apply)
            throws IOException {
        Optional<Revision> newest = store.newest();
        long revision = newest.map(Revision::number).orElse(0L);
        SettingsForm kept = store.form(revision);
        SettingsForm ofFile = SettingsForm.of(configuration.settings());
        List<String> differing =
                ofFile.since(kept).stream().map(SettingsForm.Difference::key).toList();
        if (newest.isPresent() && differing.isEmpty()) {
            return begin(preparation, configuration, revision, List.of(), differing);
        }
        if (newest.isEmpty() || apply) {
            return switch (preparation.prepare(configuration.settings(), revision + 1)) {
                case Preparation.Result.Flawed flawed ->
                        new Refused(0, flawed.problems(file.toString()));
                case Preparation.Result.Ready ready -> {
                    commit(store, ofFile, revision, file);
                    ready.putInForce().run();
                    var live = new LiveSettings(configuration, revision + 1, preparation);
                    yield new InForce(live, List.of(), List.of());
                }
            };
        }
        return switch (kept.read(name(revision), configuration.node())) {
            case Reading.Valid(Configuration valid, List<Problem> warnings) ->
                    begin(preparation, valid, revision, warnings, differing);
            case Reading.Invalid(List<Problem> problems) -> new Refused(revision, problems);
        };
    }

    private static SettingsAtStart begin(
            Preparation preparation,
            Configuration configuration,
            long revision,
            List<Problem> warnings,
            List<String> differing) {
        return switch (preparation.prepare(configuration.settings(), revision)) {
            case Preparation.Result.Flawed flawed ->
                    new Refused(revision, flawed.problems(name(revision)));
            case Preparation.Result.Ready ready -> {
                ready.putInForce().run();
                yield new InForce(
                        new LiveSettings(configuration, revision, preparation),
                        warnings,
                        differing);
            }
        };
    }

    private static String name(long revision) {
        return "revision " + revision;
    }

    private static void commit(StoredSettings store, SettingsForm form, long parent, Path file)
            throws IOException {
        String comment = (parent == 0 ? "first start with " : "start with ") + file;
        if (store.commit(form, parent, AUTHOR, comment)
                instanceof SettingsStore.Result.Conflict(Revision newest)) {
            throw new IOException(
                    "revision %d of the settings was made by %s at this moment; start again"
                            .formatted(newest.number(), newest.author()));
        }
    }
}
