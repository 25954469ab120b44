package dev.mailwarden.policy;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a rule does about each status unless it says otherwise (AV-4, SCAN-2, MARK-1, the table of
 * modules), and what it could do instead. The one place where this is written.
 *
 * <p>What takes content away keeps the original in Backup. Statuses that are not here are delivered
 * as if nothing had been found: those that mean that nothing was, and those of content filtering,
 * whose expressions have reactions of their own.
 */
public final class DefaultReactions {

    private static final Set<Action> WHOLE =
            set(Action.SKIP, Action.QUARANTINE, Action.REJECT, Action.DELETE_MESSAGE);

    private static final Set<Action> PARTS =
            set(
                    Action.SKIP,
                    Action.DELETE_ATTACHMENT,
                    Action.QUARANTINE,
                    Action.REJECT,
                    Action.DELETE_MESSAGE);

    private static final Set<Action> FAILURE =
            set(
                    Action.SKIP,
                    Action.TEMPFAIL,
                    Action.QUARANTINE,
                    Action.REJECT,
                    Action.DELETE_MESSAGE);

    /** What may become of what is still infected; never delivered whole. */
    public static final Set<Action> IF_DISINFECTION_FAILS =
            set(Action.DELETE_ATTACHMENT, Action.QUARANTINE, Action.REJECT, Action.DELETE_MESSAGE);

    /** What may be done about an expression of content filtering that matched. */
    public static final Set<Action> OF_EXPRESSIONS = PARTS;

    private static final Map<ModuleName, List<Choice>> CHOICES = choices();

    /** The settings that only antivirus has. */
    public static final Scan.Antivirus ANTIVIRUS =
            new Scan.Antivirus(Action.DELETE_ATTACHMENT, true, false, List.of());

    /** The settings that only content filtering has. */
    public static final Scan.Content CONTENT = new Scan.Content(false, List.of());

    /** What modules do under a rule that says nothing about them. */
    public static final Scan SCAN = scan();

    /**
     * What can be set for a status.
     *
     * @param allowed from the mildest to the strictest
     */
    public record Choice(Status status, Reaction reaction, Set<Action> allowed) {}

    private DefaultReactions() {}

    /** {@return the statuses of a module for which a rule has a reaction} */
    public static List<Choice> of(ModuleName module) {
        return CHOICES.getOrDefault(module, List.of());
    }

    /** {@return the reactions of a module that is on, and of which nothing else is said} */
    public static Map<Status, Reaction> reactions(ModuleName module) {
        Map<Status, Reaction> reactions = new EnumMap<>(Status.class);
        of(module).forEach(choice -> reactions.put(choice.status(), choice.reaction()));
        return Collections.unmodifiableMap(reactions);
    }

    /** Whether a module is on under a rule that does not mention it. */
    public static boolean isOn(ModuleName module) {
        return switch (module) {
            case ANTIVIRUS, LINKS, ANTISPAM, ANTIPHISHING, IMPERSONATION, AUTHENTICATION -> true;
            case CONTENT, SANDBOX -> false;
        };
    }

    private static Scan scan() {
        Map<ModuleName, Map<Status, Reaction>> reactions = new EnumMap<>(ModuleName.class);
        for (ModuleName module : ModuleName.values()) {
            if (isOn(module)) {
                reactions.put(module, reactions(module));
            }
        }
        return new Scan(reactions, ANTIVIRUS, CONTENT);
    }

    private static Map<ModuleName, List<Choice>> choices() {
        Map<ModuleName, List<Choice>> choices = new EnumMap<>(ModuleName.class);
        for (ModuleName module : ModuleName.values()) {
            choices.put(module, choices(module));
        }
        return choices;
    }

    private static List<Choice> choices(ModuleName module) {
        Choice error = new Choice(Status.ERROR, Reaction.NONE, FAILURE);
        Choice bases = new Choice(Status.BASES_ERROR, Reaction.NONE, FAILURE);
        return switch (module) {
            case ANTIVIRUS -> antivirus();
            case LINKS ->
                    List.of(
                            whole(Status.DETECTED, Action.REJECT, "[Malicious link]"),
                            error,
                            bases);
            case ANTISPAM ->
                    List.of(
                            whole(Status.SPAM, Action.SKIP, "[Spam]"),
                            whole(Status.PROBABLE_SPAM, Action.SKIP, "[Probable spam]"),
                            whole(Status.MASS_MAIL, Action.SKIP, "[Bulk]"),
                            whole(Status.DENYLISTED, Action.SKIP, "[Spam]"),
                            error,
                            bases);
            case ANTIPHISHING ->
                    List.of(whole(Status.PHISHING, Action.REJECT, "[Phishing]"), error, bases);
            case IMPERSONATION ->
                    List.of(whole(Status.DETECTED, Action.SKIP, "[Impersonation]"), error);
            case CONTENT ->
                    List.of(
                            new Choice(
                                    Status.ERROR,
                                    Reaction.NONE,
                                    set(Action.SKIP, Action.REJECT, Action.DELETE_MESSAGE)));
            case AUTHENTICATION -> List.of(whole(Status.VIOLATION_FOUND, Action.SKIP, ""), error);
            case SANDBOX ->
                    List.of(
                            new Choice(
                                    Status.DETECTED,
                                    new Reaction(
                                            Action.DELETE_MESSAGE, true, "[Sandbox detection]"),
                                    WHOLE),
                            error);
        };
    }

    private static List<Choice> antivirus() {
        Reaction tempfail = Reaction.of(Action.TEMPFAIL);
        return List.of(
                new Choice(
                        Status.INFECTED,
                        new Reaction(Action.DISINFECT, true, "[Infected]"),
                        set(
                                Action.SKIP,
                                Action.DISINFECT,
                                Action.DELETE_ATTACHMENT,
                                Action.QUARANTINE,
                                Action.REJECT,
                                Action.DELETE_MESSAGE)),
                new Choice(
                        Status.DISINFECTED,
                        new Reaction(Action.DISINFECT, true, "[Cured]"),
                        set(
                                Action.DISINFECT,
                                Action.DELETE_ATTACHMENT,
                                Action.QUARANTINE,
                                Action.REJECT,
                                Action.DELETE_MESSAGE)),
                new Choice(Status.ENCRYPTED, tagged(Action.SKIP, "[Encrypted]"), PARTS),
                whole(Status.INTRUSION_THREAT, Action.REJECT, ""),
                new Choice(Status.MACROS_DETECTED, tagged(Action.SKIP, "[Macros]"), PARTS),
                new Choice(Status.ERROR, tempfail, FAILURE),
                new Choice(Status.BASES_ERROR, tempfail, FAILURE));
    }

    private static Choice whole(Status status, Action action, String tag) {
        return new Choice(status, tagged(action, tag), WHOLE);
    }

    private static Reaction tagged(Action action, String tag) {
        return new Reaction(action, false, tag);
    }

    private static Set<Action> set(Action first, Action... more) {
        return Collections.unmodifiableSet(EnumSet.of(first, more));
    }
}
