package dev.mailwarden.mail.dsn;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Finds in a text the addresses behind an announcement: on its line, or at the beginning of a line
 * below it. An announcement may be broken into two lines.
 */
final class AnnouncedList {

    private final Map<String, StringBuilder> reasons = new LinkedHashMap<>();
    private final Set<String> early = new LinkedHashSet<>();
    private Optional<StringBuilder> reason = Optional.empty();
    private String previous = "";
    private boolean announced;

    AnnouncedList(List<String> lines) {
        lines.forEach(this::take);
    }

    /** {@return the recipients in their order; one that stands twice has both reasons} */
    List<ToldRecipient> recipients() {
        if (announced && reasons.isEmpty()) {
            early.forEach(address -> reasons.put(address, new StringBuilder()));
        }
        return reasons.entrySet().stream()
                .limit(ReportReader.MAX_RECIPIENTS)
                .map(entry -> new ToldRecipient(entry.getKey(), entry.getValue().toString()))
                .toList();
    }

    private void take(String line) {
        String stripped = line.strip();
        String both = previous + " " + stripped;
        OptionalInt end = Announcement.endIn(Announcement.lower(both), previous.length() + 1);
        if (end.isPresent()) {
            announced = true;
            reason = Optional.empty();
            takeFrom(both, behindColon(both, end.getAsInt()));
        } else if (announced) {
            takeFrom(stripped, 0);
        } else if (stripped.startsWith("<") && stripped.endsWith(">")) {
            TextAddress.startOf(stripped)
                    .filter(address -> address.end() == stripped.length())
                    .ifPresent(address -> early.add(address.address()));
        }
        previous = stripped;
    }

    private void takeFrom(String text, int from) {
        int rest = from;
        for (Optional<TextAddress> next = TextAddress.at(text, from); next.isPresent(); ) {
            String address = next.get().address();
            reason = Optional.of(reasons.computeIfAbsent(address, _ -> new StringBuilder()));
            rest = next.get().end();
            next = isComma(text, rest) ? TextAddress.at(text, rest + 1) : Optional.empty();
        }
        if (reason.isPresent()) {
            reason.get().append(text, rest, text.length()).append('\n');
        }
    }

    private static boolean isComma(String text, int i) {
        return i < text.length() && (text.charAt(i) == ',' || text.charAt(i) == ';');
    }

    private static int behindColon(String text, int from) {
        int i = from;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == ':')) {
            i++;
        }
        return i;
    }
}
