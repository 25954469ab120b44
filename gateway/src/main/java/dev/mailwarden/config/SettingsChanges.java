package dev.mailwarden.config;

import dev.mailwarden.config.SettingsForm.Difference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Changes settings while a gateway runs (WHAT-4). A change is checked as a whole, then kept, then
 * put in force; whoever dies between the last two begins with it. One is made at a time.
 */
public final class SettingsChanges {

    private final StoredSettings store;
    private final LiveSettings live;
    private final Path file;
    private final ReentrantLock turn = new ReentrantLock();

    /**
     * Changes what is in force.
     *
     * @param file the configuration that the gateway was started with
     */
    public SettingsChanges(StoredSettings store, LiveSettings live, Path file) {
        this.store = store;
        this.live = live;
        this.file = file;
    }

    /**
     * Who changes something, and why.
     *
     * @param dryRun whether it is only shown
     */
    public record Wish(String author, String comment, boolean dryRun) {}

    /**
     * What a change is.
     *
     * @param warnings about the settings
     * @param needRestart keys under {@code node:} that the file has changed as well; they are not
     *     in force
     */
    public record Findings(
            List<Difference> differences, List<Problem> warnings, List<String> needRestart) {

        public Findings {
            differences = List.copyOf(differences);
            warnings = List.copyOf(warnings);
            needRestart = List.copyOf(needRestart);
        }
    }

    /** What became of a change. */
    public sealed interface Outcome {

        /** It is a revision, and in force. */
        record Made(Revision revision, Findings findings) implements Outcome {}

        /** It would be one: nothing was changed. */
        record Planned(Findings findings) implements Outcome {}

        /** It changes nothing that is kept; files beside were read again. */
        record Same(long revision, Findings findings) implements Outcome {}

        /** The settings cannot be used: nothing was changed. */
        record Invalid(List<Problem> problems) implements Outcome {}

        /** Somebody else has made a revision that is not in force here: nothing was changed. */
        record Conflict(Revision newest) implements Outcome {}

        /** There is no such revision. */
        record Unknown() implements Outcome {}
    }

    /** {@return which revision is in force} */
    public long inForce() {
        return live.revision();
    }

    /** {@return revisions before this number, the newest first} */
    public List<Revision> history(long before, int most) throws IOException {
        return store.history(before, most);
    }

    /** Takes the settings of the gateway's own file. */
    public Outcome apply(Wish wish) throws IOException {
        return change(file.toString(), () -> ConfigurationFile.read(file), wish);
    }

    /**
     * Takes the settings of a text.
     *
     * @param from the file that it is of
     */
    public Outcome apply(String text, Path from, Wish wish) throws IOException {
        return change(from.toString(), () -> ConfigurationFile.read(text, from, live.node()), wish);
    }

    /** Takes the settings of an older revision. */
    public Outcome rollBack(long to, Wish wish) throws IOException {
        return store.revision(to).isPresent()
                ? change(name(to), () -> read(to), wish)
                : new Outcome.Unknown();
    }

    private static String name(long revision) {
        return "revision " + revision;
    }

    private Reading read(long revision) throws IOException {
        return store.form(revision).read(name(revision), live.node());
    }

    /** Reads settings from somewhere. */
    private interface Source {
        Reading read() throws IOException;
    }

    private Outcome change(String name, Source source, Wish wish) throws IOException {
        turn.lock();
        try {
            return switch (source.read()) {
                case Reading.Invalid(List<Problem> problems) -> new Outcome.Invalid(problems);
                case Reading.Valid(Configuration wanted, List<Problem> warnings) ->
                        change(name, wanted, warnings, wish);
            };
        } finally {
            turn.unlock();
        }
    }

    private Outcome change(String name, Configuration wanted, List<Problem> warnings, Wish wish)
            throws IOException {
        long now = live.revision();
        SettingsForm form = SettingsForm.of(wanted.settings());
        var findings =
                new Findings(
                        form.since(store.form(now)), warnings, live.needRestart(wanted.node()));
        boolean same = findings.differences().isEmpty();
        return switch (live.prepare(wanted.settings(), same ? now : now + 1)) {
            case Preparation.Result.Flawed flawed -> new Outcome.Invalid(flawed.problems(name));
            case Preparation.Result.Ready ready when same -> {
                if (!wish.dryRun()) {
                    live.replace(wanted.settings(), now, ready);
                }
                yield new Outcome.Same(now, findings);
            }
            case Preparation.Result.Ready _ when wish.dryRun() -> new Outcome.Planned(findings);
            case Preparation.Result.Ready ready ->
                    switch (store.commit(form, now, wish.author(), wish.comment())) {
                        case SettingsStore.Result.Done(Revision revision) -> {
                            live.replace(wanted.settings(), revision.number(), ready);
                            yield new Outcome.Made(revision, findings);
                        }
                        case SettingsStore.Result.Conflict(Revision newest) ->
                                new Outcome.Conflict(newest);
                    };
        };
    }

    /** {@return what stood at a revision, or empty if there is none} */
    public Optional<SettingsForm> form(long revision) throws IOException {
        return store.revision(revision).isPresent()
                ? Optional.of(store.form(revision))
                : Optional.empty();
    }

    /** Reads the gateway's own file, without taking anything of it. */
    public Reading readFile() {
        return ConfigurationFile.read(file);
    }

    /** {@return the keys under {@code node:} that a file has changed; they need a restart} */
    public List<String> needRestart(Configuration configuration) {
        return live.needRestart(configuration.node());
    }

    /**
     * What came of reading everything again.
     *
     * @param revision the newest one, which is in force now
     * @param changed whether settings, or what is in the files that they name, differ from before
     */
    public record Reloaded(Reading reading, long revision, boolean changed) {}

    /** Puts the newest revision in force again, with what is now in the files that it names. */
    public Reloaded reload() throws IOException {
        turn.lock();
        try {
            long newest = store.newest().map(Revision::number).orElse(live.revision());
            Reading reading = read(newest);
            if (!(reading instanceof Reading.Valid(Configuration configuration, _))) {
                return new Reloaded(reading, live.revision(), false);
            }
            Settings before = live.get();
            return switch (live.prepare(configuration.settings(), newest)) {
                case Preparation.Result.Flawed flawed ->
                        new Reloaded(
                                new Reading.Invalid(flawed.problems(name(newest))),
                                live.revision(),
                                false);
                case Preparation.Result.Ready ready -> {
                    live.replace(configuration.settings(), newest, ready);
                    yield new Reloaded(reading, newest, !before.equals(configuration.settings()));
                }
            };
        } finally {
            turn.unlock();
        }
    }
}
