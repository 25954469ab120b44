package dev.mailwarden.operate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why it was decided so about a message for some of its recipients (WHAT-1). Words are those of the
 * event {@code judged}.
 *
 * @param revision of the settings it was decided by
 * @param again whether it was decided once more, so that all can be said; else it is what was
 *     recorded, and there are no rules above, lists, demands and flips
 * @param passed rules above that do not match, from the top, as many as are of use
 * @param morePassed how many more there are
 * @param action the strictest that was called for
 * @param decidedBy the module that called for it; empty if a list or the rule did, or nobody
 * @param overruled why the fate is not the one that the action names, empty if it is: {@code
 *     put-off-for-others}, {@code taken-for-others}
 * @param flips single changes that would have led elsewhere
 * @param notes what has to be known beside
 */
public record WhyRow(
        long revision,
        boolean again,
        RuleRow rule,
        List<PassedRow> passed,
        int morePassed,
        List<EntryRow> entries,
        List<ModuleRow> modules,
        String action,
        Optional<String> decidedBy,
        String fate,
        String overruled,
        List<FlipRow> flips,
        List<String> notes) {

    public WhyRow {
        passed = List.copyOf(passed);
        entries = List.copyOf(entries);
        modules = List.copyOf(modules);
        flips = List.copyOf(flips);
        notes = List.copyOf(notes);
    }

    /**
     * The rule that holds.
     *
     * @param position from 1; 0 if it is not known any more, and then the rest is empty
     * @param mode such as {@code scan}
     * @param sender the first criterion that names the sender, as it is written
     * @param recipient the same for the recipient
     */
    public record RuleRow(
            int position, String id, String name, String mode, String sender, String recipient) {}

    /**
     * A rule above it.
     *
     * @param miss what keeps it from holding: {@code disabled}, or what it does not name: {@code
     *     sender}, {@code recipient}, {@code both}
     */
    public record PassedRow(int position, String id, String name, String miss) {}

    /**
     * An entry of a list that names sender and recipient.
     *
     * @param list {@code deny} or {@code allow}
     * @param position from 1
     * @param until when it ends
     * @param force {@code holds}, {@code later} for one behind another that holds, {@code expired}
     *     or {@code not-vouched-for}
     */
    public record EntryRow(
            String list,
            int position,
            String sender,
            Optional<String> bound,
            String comment,
            Optional<Instant> until,
            String force) {}

    /**
     * What a module said.
     *
     * @param reason for a status that has one, else empty
     * @param macros whether attachments with macros were found
     * @param demands what the rule calls for because of that
     * @param findings the first of them
     * @param moreFindings how many more there are
     */
    public record ModuleRow(
            String module,
            String status,
            String reason,
            boolean macros,
            long milliseconds,
            List<DemandRow> demands,
            List<FindingRow> findings,
            int moreFindings) {

        public ModuleRow {
            demands = List.copyOf(demands);
            findings = List.copyOf(findings);
        }
    }

    /**
     * What the rule calls for.
     *
     * @param status it is the reaction to
     * @param expression the content expression that matched; empty for everything else
     * @param turn why the action is not the one that the rule names; empty if it is
     * @param backup whether the original is kept
     * @param tag before the subject
     * @param decides whether the action is due to it
     */
    public record DemandRow(
            String status,
            String expression,
            String action,
            String turn,
            boolean backup,
            String tag,
            boolean decides) {}

    /** A piece of evidence. */
    public record FindingRow(
            String code, String text, String part, String object, double weight, String source) {}

    /**
     * A change, and what it would have led to.
     *
     * @param change in words
     * @param rule the id of the rule that would hold
     * @param unknown modules that would have been asked and were not; taken to find nothing
     */
    public record FlipRow(
            String change, String rule, String action, String fate, List<String> unknown) {

        public FlipRow {
            unknown = List.copyOf(unknown);
        }
    }
}
