package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.dsn.ReadReport.Source;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the fields of a delivery status (RFC 3464 §2.1) from lines among which others may stand.
 *
 * <p>Empty lines part the groups as the RFC has it, but are too many or too few in reality: a
 * second final recipient begins a group without one, and a group that names no recipient belongs to
 * its neighbour.
 */
final class StatusFields {

    private static final String FINAL = "final-recipient";
    private static final String ORIGINAL = "original-recipient";
    private static final String ACTUAL = "x-actual-recipient";

    private static final Set<String> OF_RECIPIENT =
            Set.of(
                    FINAL,
                    ORIGINAL,
                    ACTUAL,
                    "action",
                    "status",
                    "remote-mta",
                    "diagnostic-code",
                    "will-retry-until");

    private static final Set<String> OF_MESSAGE =
            Set.of("original-envelope-id", "reporting-mta", "arrival-date");

    private final Map<String, String> message = new HashMap<>();
    private final List<Map<String, String>> groups = new ArrayList<>();
    private Map<String, String> group = new HashMap<>();
    private Optional<String> name = Optional.empty();
    private final StringBuilder value = new StringBuilder();

    private StatusFields() {}

    /** {@return the report, or empty if no recipient is named} */
    static Optional<ReadReport> read(Source source, List<String> lines) {
        var fields = new StatusFields();
        lines.forEach(fields::take);
        fields.endGroup();
        List<ReadRecipient> recipients =
                fields.joined().stream()
                        .limit(ReportReader.MAX_RECIPIENTS)
                        .map(StatusFields::recipient)
                        .toList();
        return recipients.isEmpty()
                ? Optional.empty()
                : Optional.of(fields.report(source, recipients));
    }

    private void take(String line) {
        if (line.isBlank()) {
            endGroup();
        } else if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
            if (name.isPresent() && value.length() < Part.MAX_LINE) {
                value.append(' ').append(line.stripLeading());
            }
        } else {
            endField();
            startField(line);
        }
    }

    private void startField(String line) {
        int colon = line.indexOf(':');
        if (colon > 0) {
            String key = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            name = Optional.of(key).filter(k -> OF_RECIPIENT.contains(k) || OF_MESSAGE.contains(k));
            value.append(line, colon + 1, line.length());
        }
    }

    private void endField() {
        name.ifPresent(key -> put(key, value.toString().strip()));
        name = Optional.empty();
        value.setLength(0);
    }

    private void put(String key, String text) {
        if (OF_MESSAGE.contains(key)) {
            message.putIfAbsent(key, text);
            return;
        }
        if (key.equals(FINAL) && group.containsKey(FINAL)) {
            closeGroup();
        }
        group.putIfAbsent(key, text);
    }

    private void endGroup() {
        endField();
        closeGroup();
    }

    private void closeGroup() {
        if (!group.isEmpty()) {
            groups.add(group);
            group = new HashMap<>();
        }
    }

    /** The groups that name a recipient, each with what strayed into groups that name none. */
    private List<Map<String, String>> joined() {
        var named = new ArrayList<Map<String, String>>();
        Map<String, String> stray = new HashMap<>();
        for (Map<String, String> next : groups) {
            if (address(next, FINAL).isPresent()
                    || address(next, ORIGINAL).isPresent()
                    || address(next, ACTUAL).isPresent()) {
                stray.forEach(next::putIfAbsent);
                stray.clear();
                named.add(next);
            } else if (named.isEmpty()) {
                next.forEach(stray::putIfAbsent);
            } else {
                next.forEach(named.getLast()::putIfAbsent);
            }
        }
        return named;
    }

    private ReadReport report(Source source, List<ReadRecipient> recipients) {
        return new ReadReport(
                source,
                text(message, "reporting-mta").flatMap(StatusFields::untyped),
                text(message, "arrival-date").flatMap(ReportDate::of),
                text(message, "original-envelope-id"),
                recipients);
    }

    private static ReadRecipient recipient(Map<String, String> fields) {
        Optional<String> diagnostic =
                text(fields, "diagnostic-code").flatMap(StatusFields::untyped);
        Optional<EnhancedStatusCode> status =
                text(fields, "status")
                        .flatMap(SaidStatus::startOf)
                        .or(() -> diagnostic.flatMap(SaidStatus::in));
        Optional<ReadAction> action =
                text(fields, "action").flatMap(ReadAction::of).or(() -> status.map(ReadAction::of));
        Optional<Instant> retryUntil = text(fields, "will-retry-until").flatMap(ReportDate::of);
        return new ReadRecipient(
                address(fields, FINAL).or(() -> address(fields, ACTUAL)),
                address(fields, ORIGINAL),
                action,
                status,
                diagnostic,
                text(fields, "remote-mta").flatMap(StatusFields::untyped),
                retryUntil);
    }

    private static Optional<RecipientAddress> address(Map<String, String> fields, String key) {
        return text(fields, key).flatMap(TypedAddress::read);
    }

    private static Optional<String> text(Map<String, String> fields, String key) {
        return Optional.ofNullable(fields.get(key)).filter(text -> !text.isEmpty());
    }

    /** Such as {@code dns; host} without the type. */
    private static Optional<String> untyped(String text) {
        String rest = text.substring(TypedAddress.typeEnd(text) + 1).strip();
        return rest.isEmpty() ? Optional.empty() : Optional.of(rest);
    }
}
