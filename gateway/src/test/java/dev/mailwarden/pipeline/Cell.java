package dev.mailwarden.pipeline;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.DefaultReactions;
import dev.mailwarden.scan.ScanModule;
import dev.mailwarden.scan.ScriptedModule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One module that says one thing, under a default rule that says what is done about it.
 *
 * @param status {@link Status#MACROS_DETECTED} for the flag beside a clean result
 * @param action for the status; SKIP if none can be set
 * @param fallback what is done if disinfection fails
 * @param located whether what was found is in a part that could be deleted
 * @param backup whether the original goes to Backup
 * @param tagged whether the subject is
 * @param company whether the rule has notices and blind copies too
 */
record Cell(
        ModuleName module,
        Status status,
        Action action,
        Action fallback,
        boolean located,
        boolean backup,
        boolean tagged,
        boolean company) {

    static final String EXPRESSION = "Programs";

    private static final Set<Status> OF_NOBODY =
            EnumSet.of(Status.NOT_SCANNED, Status.SKIPPED, Status.TRUSTED, Status.FORMAL);

    /** {@return all there are: modules, what they can say, what can be done about it} */
    static List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        for (ModuleName module : ModuleName.values()) {
            for (Status status : Status.values()) {
                if (module.has(status)) {
                    add(cells, module, status);
                }
            }
        }
        return cells;
    }

    private static void add(List<Cell> cells, ModuleName module, Status status) {
        Set<Action> allowed = allowed(module, status);
        if (allowed.isEmpty()) {
            for (boolean company : List.of(false, true)) {
                cells.add(
                        new Cell(
                                module,
                                status,
                                Action.SKIP,
                                Action.SKIP,
                                true,
                                false,
                                false,
                                company));
            }
            return;
        }
        for (Action action : allowed) {
            Set<Action> fallbacks =
                    action == Action.DISINFECT
                            ? DefaultReactions.IF_DISINFECTION_FAILS
                            : EnumSet.of(action);
            for (Action fallback : fallbacks) {
                add(cells, module, status, action, fallback);
            }
        }
    }

    private static Set<Action> allowed(ModuleName module, Status status) {
        if (module == ModuleName.CONTENT && module.finds().contains(status)) {
            return DefaultReactions.OF_EXPRESSIONS;
        }
        return DefaultReactions.of(module).stream()
                .filter(choice -> choice.status() == status)
                .map(DefaultReactions.Choice::allowed)
                .findFirst()
                .orElse(Set.of());
    }

    private static void add(
            List<Cell> cells, ModuleName module, Status status, Action action, Action fallback) {
        boolean matters = fallback == Action.DELETE_ATTACHMENT;
        for (int bits = 0; bits < 8; bits++) {
            boolean located = (bits & 4) == 0;
            boolean backup = (bits & 1) != 0;
            boolean tagged = (bits & 2) != 0;
            if (located || matters) {
                // Company with half of them: all of it with everything would take twice as long.
                cells.add(
                        new Cell(
                                module,
                                status,
                                action,
                                fallback,
                                located,
                                backup,
                                tagged,
                                backup != tagged));
            }
        }
    }

    /** {@return what the module says} */
    ModuleResult said() {
        boolean macros = status == Status.MACROS_DETECTED;
        return new ModuleResult(
                module,
                macros ? Status.NOT_DETECTED : status,
                reason(),
                isFound() ? List.of(finding()) : List.of(),
                macros,
                Optional.empty(),
                Duration.ZERO);
    }

    private Optional<Reason> reason() {
        return switch (status) {
            case NOT_SCANNED -> Optional.of(Reason.FILENAME);
            case ERROR -> Optional.of(Reason.TIMEOUT);
            case SKIPPED -> Optional.of(Reason.HOLD_TIMEOUT);
            default -> Optional.empty();
        };
    }

    /** Whether the module found something. */
    boolean isFound() {
        return status != module.clean() && !status.isFailure() && !OF_NOBODY.contains(status);
    }

    private Finding finding() {
        return new Finding("code", "found", located ? "1.2" : "", "tool.exe", 7, EXPRESSION);
    }

    ScanModule scripted() {
        return new ScriptedModule(module, ScanModule.Turn.FIRST, _ -> _ -> said());
    }

    /** {@return keys under {@code settings:}} */
    String settings() {
        var text = new StringBuilder();
        text.append(
                """
                rules:
                  - {name: Open, mode: skip, senders: ["*"], recipients: [open@ours.example]}
                  - {name: Closed, mode: reject, senders: ["*"], recipients: [closed@ours.example]}
                  - {name: Void, mode: reject, senders: ["*"], recipients: [void@ours.example], keep-refused: false}
                default-rule:
                  scan:
                """);
        text.append(scan().indent(4));
        if (company) {
            text.append("  blind-copies: [blind@open.example]\n  notices:\n");
            for (String kind : Told.KINDS) {
                text.append(
                        "    - {of: %1$s, sender: To sender, recipients: To recipients, others: Of %1$s, list: [watch@open.example], attach-original: true}%n"
                                .formatted(kind));
            }
            text.append(templates());
        }
        return text.toString();
    }

    private static String templates() {
        return "templates:\n"
                + template("To sender", "You sent it")
                + template("To recipients", "You got it")
                + Told.KINDS.stream()
                        .map(kind -> template("Of " + kind, kind))
                        .collect(Collectors.joining());
    }

    private static String template(String name, String subject) {
        return "  - {name: %s, subject: \"%s: %%MESSAGE_ACTION%%\", text: \"%%SUBJECT%%\"}%n"
                .formatted(name, subject);
    }

    private String scan() {
        String reaction =
                "{action: %s, backup: %s, tag: \"%s\"}"
                        .formatted(word(action.name()), backup, tagged ? "[Tag]" : "");
        if (allowed(module, status).isEmpty()) {
            return module == ModuleName.CONTENT || module == ModuleName.SANDBOX
                    ? "%s: {on: true}%n".formatted(word(module.name()))
                    : "antivirus: {infected: skip}\n";
        }
        if (module == ModuleName.CONTENT && isFound()) {
            return """
            content:
              on: true
              expressions:
                - name: Programs
                  reaction: %s
                  conditions: [{attachment-type: {types: [executables]}}]
            """
                    .formatted(reaction);
        }
        var keys = new StringBuilder(word(module.name()) + ":\n  on: true\n");
        if (status == Status.DISINFECTED) {
            keys.append("  infected: skip\n  error: skip\n"); // no more than what it is about
        }
        if (action == Action.DISINFECT) {
            keys.append("  if-disinfection-fails: ").append(word(fallback.name())).append('\n');
        }
        return keys.append("  %s: %s%n".formatted(word(status.name()), reaction)).toString();
    }

    static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
