package dev.mailwarden.operate;

import dev.mailwarden.config.Configuration;
import dev.mailwarden.config.Problem;
import dev.mailwarden.config.Reading;
import dev.mailwarden.config.Revision;
import dev.mailwarden.config.SettingsChanges;
import dev.mailwarden.config.SettingsChanges.Findings;
import dev.mailwarden.config.SettingsChanges.Outcome;
import dev.mailwarden.config.SettingsChanges.Wish;
import dev.mailwarden.config.SettingsForm;
import dev.mailwarden.config.SettingsForm.Difference;
import dev.mailwarden.operate.Calls.ApplyArguments;
import dev.mailwarden.operate.Calls.DiffArguments;
import dev.mailwarden.operate.Calls.ExportArguments;
import dev.mailwarden.operate.Calls.HistoryArguments;
import dev.mailwarden.operate.Calls.NoArguments;
import dev.mailwarden.operate.Calls.NoticeRow;
import dev.mailwarden.operate.Calls.RevisionRow;
import dev.mailwarden.operate.Calls.RollbackArguments;
import dev.mailwarden.operate.Calls.SettingsRow;
import dev.mailwarden.operate.ControlCommand.Rows;
import dev.mailwarden.storage.StorageException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What administrators' programs can ask of a running gateway about its settings (CONF-1). */
public final class SettingsCommands {

    private static final Pattern AUTHOR = Pattern.compile("[^\\p{C}\\p{Zl}\\p{Zp}]{1,100}");
    private static final Pattern COMMENT = Pattern.compile("[^\\p{C}\\p{Zl}\\p{Zp}]{0,1000}");

    private static final int MOST = 1_000_000;

    private final SettingsChanges settings;
    private final Renewal certificate;

    /**
     * Answers for these parts.
     *
     * @param certificate read again on reload
     */
    public SettingsCommands(SettingsChanges settings, Renewal certificate) {
        this.settings = settings;
        this.certificate = certificate;
    }

    /** Every command. */
    public List<ControlCommand<?, ?>> all() {
        return List.of(
                new ControlCommand<>(Call.APPLY, this::apply),
                new ControlCommand<>(Call.ROLLBACK, this::rollBack),
                reading(Call.DIFF, this::diff),
                reading(Call.EXPORT, this::export),
                reading(Call.HISTORY, this::history),
                reading(Call.RELOAD, this::reload));
    }

    private static <A, R> ControlCommand<A, R> reading(
            Call<A, R> call, ControlCommand.Handler<A, R> handler) {
        return new ControlCommand<>(
                call,
                (arguments, caller, rows) -> {
                    try {
                        return handler.answer(arguments, caller, rows);
                    } catch (StorageException e) {
                        return Ending.failed("what is kept cannot be read: " + e.getMessage());
                    }
                });
    }

    /** Does what changes settings. */
    private interface Change {
        Outcome make(Wish wish) throws IOException;
    }

    private Ending apply(
            ApplyArguments arguments, String text, String caller, Rows<SettingsRow> rows)
            throws IOException {
        var wish =
                new Wish(
                        arguments.author().orElse(caller), arguments.comment(), arguments.dryRun());
        return change(
                arguments
                        .file()
                        .<Change>map(file -> w -> settings.apply(text, Path.of(file), w))
                        .orElse(settings::apply),
                wish,
                rows);
    }

    private Ending rollBack(RollbackArguments arguments, String caller, Rows<SettingsRow> rows)
            throws IOException {
        String comment =
                arguments.comment().isEmpty()
                        ? "back to revision " + arguments.revision()
                        : arguments.comment();
        var wish = new Wish(arguments.author().orElse(caller), comment, arguments.dryRun());
        return change(w -> settings.rollBack(arguments.revision(), w), wish, rows);
    }

    private Ending change(Change change, Wish wish, Rows<SettingsRow> rows) throws IOException {
        if (!AUTHOR.matcher(wish.author()).matches()) {
            return Ending.failed("an author has 1 to 100 printable characters");
        }
        if (!COMMENT.matcher(wish.comment()).matches()) {
            return Ending.failed("a comment has at most 1000 printable characters");
        }
        Outcome outcome;
        try {
            outcome = change.make(wish);
        } catch (InvalidPathException _) {
            return Ending.failed("the file has no name that can be used");
        } catch (IOException e) {
            return Ending.failed("nothing was changed: " + e.getMessage());
        }
        return tell(outcome, rows);
    }

    private Ending tell(Outcome outcome, Rows<SettingsRow> rows) throws IOException {
        return switch (outcome) {
            case Outcome.Made(Revision revision, Findings findings) -> {
                tell(
                        findings,
                        "revision " + revision.parent(),
                        "revision " + revision.number(),
                        rows);
                yield ending("revision " + revision.number() + " is in force");
            }
            case Outcome.Planned(Findings findings) -> {
                tell(findings, "revision " + settings.inForce(), "as it would be", rows);
                yield ending("nothing was changed");
            }
            case Outcome.Same(long revision, Findings findings) -> {
                tell(findings, "", "", rows);
                yield ending("nothing to do: the settings are those of revision " + revision);
            }
            case Outcome.Invalid(List<Problem> problems) -> {
                tell(problems, rows);
                yield Ending.invalid("nothing was changed: the settings have errors");
            }
            case Outcome.Conflict(Revision newest) ->
                    Ending.failed(
                            ("nothing was changed: %s has made revision %d, which is not in force here"
                                            + " yet; `mailwarden reload` puts it in force")
                                    .formatted(newest.author(), newest.number()));
            case Outcome.Unknown _ -> Ending.notFound("there is no such revision");
        };
    }

    private static Ending ending(String text) {
        return new Ending(Ending.Status.DONE, text);
    }

    private static void tell(Findings findings, String before, String after, Rows<SettingsRow> rows)
            throws IOException {
        tell(findings.warnings(), rows);
        tell(findings.differences(), before, after, rows);
        for (String key : findings.needRestart()) {
            rows.add(new SettingsRow("note", needsRestart(key)));
        }
    }

    private static String needsRestart(String key) {
        return key + " changed and needs a restart";
    }

    private static void tell(List<Problem> problems, Rows<SettingsRow> rows) throws IOException {
        for (Problem problem : problems) {
            rows.add(new SettingsRow(severity(problem), problem.toString()));
        }
    }

    private static String severity(Problem problem) {
        return problem.severity().name().toLowerCase(Locale.ROOT);
    }

    private static void tell(
            List<Difference> differences, String before, String after, Rows<SettingsRow> rows)
            throws IOException {
        for (Difference difference : differences) {
            rows.add(new SettingsRow("diff", "--- %s: %s".formatted(before, difference.key())));
            rows.add(new SettingsRow("diff", "+++ %s: %s".formatted(after, difference.key())));
            for (String line : difference.lines().unified()) {
                rows.add(new SettingsRow("diff", line));
            }
        }
    }

    private Ending diff(DiffArguments arguments, String caller, Rows<SettingsRow> rows)
            throws IOException {
        long inForce = settings.inForce();
        long before = arguments.before().orElse(inForce);
        Optional<SettingsForm> old = settings.form(before);
        if (old.isEmpty()) {
            return Ending.notFound("there is no revision " + before);
        }
        if (arguments.before().isEmpty() && arguments.after().isEmpty()) {
            return diffToFile(old.get(), rows);
        }
        long after = arguments.after().orElse(inForce);
        Optional<SettingsForm> young = settings.form(after);
        if (young.isEmpty()) {
            return Ending.notFound("there is no revision " + after);
        }
        List<Difference> differences = young.get().since(old.get());
        tell(differences, "revision " + before, "revision " + after, rows);
        return differences.isEmpty() ? ending("they do not differ") : Ending.done();
    }

    private Ending diffToFile(SettingsForm inForce, Rows<SettingsRow> rows) throws IOException {
        return switch (settings.readFile()) {
            case Reading.Invalid(List<Problem> problems) -> {
                tell(problems, rows);
                yield Ending.invalid("the file has errors");
            }
            case Reading.Valid(Configuration file, _) -> {
                List<Difference> differences = SettingsForm.of(file.settings()).since(inForce);
                tell(differences, "revision " + settings.inForce(), "the file", rows);
                for (String key : settings.needRestart(file)) {
                    rows.add(new SettingsRow("note", needsRestart(key)));
                }
                yield differences.isEmpty()
                        ? ending("the settings of the file are in force")
                        : Ending.done();
            }
        };
    }

    private Ending export(ExportArguments arguments, String caller, Rows<SettingsRow> rows)
            throws IOException {
        long revision = arguments.revision().orElse(settings.inForce());
        Optional<SettingsForm> form = settings.form(revision);
        if (form.isEmpty()) {
            return Ending.notFound("there is no revision " + revision);
        }
        for (String line : (Iterable<String>) form.get().text().lines()::iterator) {
            rows.add(new SettingsRow("setting", line));
        }
        return Ending.done();
    }

    private Ending history(HistoryArguments arguments, String caller, Rows<RevisionRow> rows)
            throws IOException {
        if (arguments.most() < 1 || arguments.most() > MOST) {
            return Ending.failed("between 1 and " + MOST + " revisions can be listed");
        }
        long inForce = settings.inForce();
        for (Revision revision : settings.history(arguments.before(), arguments.most())) {
            rows.add(
                    new RevisionRow(
                            revision.number(),
                            revision.at(),
                            revision.author(),
                            revision.comment(),
                            revision.number() == inForce));
        }
        return Ending.done();
    }

    private Ending reload(NoArguments none, String caller, Rows<NoticeRow> rows)
            throws IOException {
        var reloaded = settings.reload();
        return switch (reloaded.reading()) {
            case Reading.Invalid(List<Problem> problems) -> {
                notice(problems, rows);
                yield Ending.invalid("the settings before are still in force");
            }
            case Reading.Valid(Configuration inForce, List<Problem> warnings) -> {
                notice(warnings, rows);
                noticeFile(inForce, rows);
                yield renewCertificate(
                        "revision %d is in force%s"
                                .formatted(
                                        reloaded.revision(),
                                        reloaded.changed() ? "" : ", and nothing has changed"),
                        rows);
            }
        };
    }

    private static void notice(List<Problem> problems, Rows<NoticeRow> rows) throws IOException {
        for (Problem problem : problems) {
            rows.add(new NoticeRow(severity(problem), problem.place()));
        }
    }

    /** What was edited in the file and does not count yet. */
    private void noticeFile(Configuration inForce, Rows<NoticeRow> rows) throws IOException {
        switch (settings.readFile()) {
            case Reading.Invalid(List<Problem> problems) ->
                    rows.add(
                            new NoticeRow(
                                    "warning",
                                    problems.getFirst().file()
                                            + " has errors; `mailwarden check-config` lists them"));
            case Reading.Valid(Configuration file, _) -> {
                List<String> keys =
                        SettingsForm.of(file.settings())
                                .since(SettingsForm.of(inForce.settings()))
                                .stream()
                                .map(Difference::key)
                                .toList();
                if (!keys.isEmpty()) {
                    rows.add(
                            new NoticeRow(
                                    "note",
                                    ("settings of the file are not in force: %s; `mailwarden apply`"
                                                    + " puts them in force")
                                            .formatted(String.join(", ", keys))));
                }
                for (String key : settings.needRestart(file)) {
                    rows.add(new NoticeRow("note", needsRestart(key)));
                }
            }
        }
    }

    /** A certificate is renewed in files whose names stay the same, so it is always read again. */
    private Ending renewCertificate(String settings, Rows<NoticeRow> rows) throws IOException {
        try {
            certificate.renew();
            return ending(settings);
        } catch (IOException e) {
            rows.add(new NoticeRow("error", "node.certificate: " + e.getMessage()));
            return Ending.failed(settings + "; the certificate of before is still in force");
        }
    }
}
