package dev.mailwarden.decide;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.Edit;
import dev.mailwarden.message.Finding;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;

/** Which parts go, and what their places say (ACT-2). */
final class Removals {

    /** Of one part; more would fill a message with lines about an archive. */
    private static final int MAX_LINES = 20;

    private Removals() {}

    /** {@return the edits for a group whose action is to delete attachments; none for any other} */
    static List<Edit> of(Ruling ruling) {
        if (ruling.action() != Action.DELETE_ATTACHMENT) {
            return List.of();
        }
        Map<String, SequencedSet<String>> lines = new TreeMap<>();
        List<Demand> demands =
                ruling.demands().stream()
                        .filter(demand -> demand.action() == Action.DELETE_ATTACHMENT)
                        .toList();
        for (Demand demand : demands) {
            for (Finding finding : demand.findings()) {
                lines.computeIfAbsent(
                                outermost(finding.part(), demands), _ -> new LinkedHashSet<>())
                        .add(line(demand, finding));
            }
        }
        List<Edit> edits = new ArrayList<>();
        lines.forEach((part, said) -> edits.add(new Edit.RemovePart(part, note(said))));
        return edits;
    }

    /** {@return the part, or one around it that goes as well} */
    private static String outermost(String part, List<Demand> demands) {
        return demands.stream()
                .flatMap(demand -> demand.findings().stream())
                .map(Finding::part)
                .filter(other -> isWithin(part, other))
                .min((a, b) -> Integer.compare(a.length(), b.length()))
                .orElse(part);
    }

    /** Whether a part is another or lies in it, by whatever view. */
    static boolean isWithin(String part, String other) {
        if (!part.startsWith(other)) {
            return false;
        }
        return part.length() == other.length()
                || part.charAt(other.length()) == '.'
                || part.charAt(other.length()) == '~';
    }

    private static String note(SequencedSet<String> lines) {
        var note = new StringBuilder("Something was removed from this message:\r\n");
        lines.stream().limit(MAX_LINES).forEach(line -> note.append(line).append("\r\n"));
        int more = lines.size() - MAX_LINES;
        if (more > 0) {
            note.append("and ").append(more).append(" more\r\n");
        }
        return note.toString();
    }

    private static String line(Demand demand, Finding finding) {
        String object = InertText.of(finding.object());
        String text = InertText.of(finding.text());
        return (object.isEmpty() ? "an attachment" : "\"" + object + "\"")
                + ", because "
                + Replies.reason(demand)
                + (text.isEmpty() ? "" : " (" + text + ")");
    }
}
