package dev.mailwarden.cli;

import dev.mailwarden.observe.Inert;
import dev.mailwarden.operate.WhyRow;
import dev.mailwarden.operate.WhyRow.DemandRow;
import dev.mailwarden.operate.WhyRow.EntryRow;
import dev.mailwarden.operate.WhyRow.FindingRow;
import dev.mailwarden.operate.WhyRow.FlipRow;
import dev.mailwarden.operate.WhyRow.ModuleRow;
import dev.mailwarden.operate.WhyRow.PassedRow;
import dev.mailwarden.operate.WhyRow.RuleRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lines for a person who asks why: a label, and what there is to say. Foreign text is shown inert.
 * For one thread.
 */
final class WhyText {

    private static final String NOT_SCANNED = "NotScanned";

    /** As wide as the longest name of a module. */
    private static final int LABEL = 16;

    private final List<String> lines = new ArrayList<>();

    /** {@return the lines so far} */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Adds a line that begins at the margin. */
    void heading(String text) {
        lines.add(Inert.text(text));
    }

    /** Adds a line under a label. */
    void add(String label, String text) {
        lines.add(
                ("  " + label + " ".repeat(Math.max(1, LABEL - label.length())) + Inert.text(text))
                        .stripTrailing());
    }

    /** Adds several lines under one label. */
    void add(String label, List<String> texts) {
        String before = label;
        for (String text : texts) {
            add(before, text);
            before = "";
        }
    }

    /** {@return mailboxes as people read them} */
    static String recipients(List<String> recipients, int more) {
        return String.join(", ", recipients) + (more > 0 ? " and " + more + " more" : "");
    }

    void why(WhyRow row) {
        add("note", row.notes());
        add("rule", rule(row.rule()));
        add("rules above", passed(row));
        add("lists", row.entries().stream().map(WhyText::entry).toList());
        row.modules().stream().filter(WhyText::hasLooked).forEach(this::module);
        notAsked(row)
                .forEach((why, modules) ->
                        add("not asked", String.join(", ", modules) + ": " + why));
        add("outcome", outcome(row));
        add("otherwise", row.flips().stream().map(WhyText::flip).toList());
    }

    private static String rule(RuleRow rule) {
        if (rule.position() == 0) {
            return rule.name();
        }
        return "%d \"%s\"%s: sender %s, recipient %s"
                .formatted(
                        rule.position(),
                        rule.name(),
                        rule.mode().equals("scan") ? "" : ", mode " + rule.mode(),
                        rule.sender(),
                        rule.recipient());
    }

    private static List<String> passed(WhyRow row) {
        List<String> passed = new ArrayList<>();
        for (PassedRow rule : row.passed()) {
            passed.add("%d \"%s\" %s".formatted(rule.position(), rule.name(), miss(rule.miss())));
        }
        if (row.morePassed() > 0) {
            passed.add("and " + row.morePassed() + " more");
        }
        return passed;
    }

    private static String miss(String miss) {
        return switch (miss) {
            case "disabled" -> "is switched off";
            case "sender" -> "does not name the sender";
            case "recipient" -> "does not name the recipient";
            default -> "names neither sender nor recipient";
        };
    }

    private static String entry(EntryRow entry) {
        String force =
                switch (entry.force()) {
                    case "holds" -> "holds";
                    case "later" -> "one before it holds";
                    case "expired" -> "has expired";
                    default ->
                            "does not hold, as "
                                    + entry.bound().orElse("nobody")
                                    + " does not vouch for the sender";
                };
        String comment = entry.comment().isEmpty() ? "" : " (" + entry.comment() + ")";
        return "%s entry %d %s%s: %s"
                .formatted(entry.list(), entry.position(), entry.sender(), comment, force);
    }

    private static boolean hasLooked(ModuleRow module) {
        return !module.status().equals(NOT_SCANNED) || !module.demands().isEmpty();
    }

    private static Map<String, List<String>> notAsked(WhyRow row) {
        Map<String, List<String>> notAsked = new LinkedHashMap<>();
        row.modules().stream()
                .filter(module -> !hasLooked(module))
                .forEach(module ->
                        notAsked.computeIfAbsent(module.reason(), _ -> new ArrayList<>())
                                .add(module.module()));
        return notAsked;
    }

    private void module(ModuleRow module) {
        List<String> said = new ArrayList<>();
        String reason = module.reason().isEmpty() ? "" : " (" + module.reason() + ")";
        said.add(
                "%s%s%s, %d ms"
                        .formatted(
                                module.status(),
                                reason,
                                module.macros() ? ", macros" : "",
                                module.milliseconds()));
        module.demands().forEach(demand -> said.add(demand(demand)));
        module.findings().forEach(finding -> said.add(finding(finding)));
        if (module.moreFindings() > 0) {
            said.add("found " + module.moreFindings() + " more");
        }
        add(module.module(), said);
    }

    private static String demand(DemandRow demand) {
        var text = new StringBuilder(demand.status()).append(" calls for ").append(demand.action());
        if (!demand.turn().isEmpty()) {
            text.append(", as ").append(demand.turn());
        }
        if (demand.backup()) {
            text.append(", Backup");
        }
        if (!demand.tag().isEmpty()) {
            text.append(", tag ").append(demand.tag());
        }
        if (!demand.expression().isEmpty()) {
            text.append(" by \"").append(demand.expression()).append('"');
        }
        return text.append(demand.decides() ? ": this decides" : "").toString();
    }

    private static String finding(FindingRow finding) {
        var text = new StringBuilder("found ");
        text.append(finding.text().isEmpty() ? finding.code() : finding.text());
        if (!finding.object().isEmpty()) {
            text.append(" in ").append(finding.object());
        }
        if (!finding.part().isEmpty()) {
            text.append(" (part ").append(finding.part()).append(')');
        }
        if (finding.weight() != 0) {
            text.append(String.format(Locale.ROOT, ", weight %.1f", finding.weight()));
        }
        return finding.source().isEmpty()
                ? text.toString()
                : text.append(", says ").append(finding.source()).toString();
    }

    private static String outcome(WhyRow row) {
        String outcome =
                row.action()
                        + ", "
                        + row.fate()
                        + row.decidedBy().map(module -> ", due to " + module).orElse("");
        return switch (row.overruled()) {
            case "" -> outcome;
            case "put-off-for-others" ->
                    outcome + ": one reply is for all, and for others it cannot be taken yet";
            default -> outcome + ": one reply is for all, and for others it is taken";
        };
    }

    private static String flip(FlipRow flip) {
        String unknown =
                flip.unknown().isEmpty()
                        ? ""
                        : "; what " + String.join(", ", flip.unknown()) + " would say is not known";
        return "%s: %s, %s by rule %s%s"
                .formatted(flip.change(), flip.action(), flip.fate(), flip.rule(), unknown);
    }
}
