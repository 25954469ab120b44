package dev.mailwarden.e2e.dialogue;

import dev.mailwarden.e2e.fixture.EventJournal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * An event that must have happened: {@code deferred(status=4~, host=127.0.0.1)}. An attribute fits
 * when the event has, at any depth, a field of this name with this value, or a list with it; {@code
 * ~} ends a prefix.
 */
record EventPattern(String kind, Map<String, String> attributes) {

    private static final Pattern EVENT = Pattern.compile("\\s*([a-z-]+)(?:\\(([^)]*)\\))?\\s*,?");

    EventPattern {
        attributes = Map.copyOf(attributes);
    }

    /** Reads a list of events. */
    static List<EventPattern> parse(String text) {
        var patterns = new ArrayList<EventPattern>();
        Matcher event = EVENT.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!event.find(at) || event.start() != at) {
                throw new IllegalArgumentException("not an event: " + text.substring(at));
            }
            String attributes = event.group(2);
            patterns.add(
                    new EventPattern(
                            event.group(1), attributes == null ? Map.of() : pairs(attributes)));
            at = event.end();
        }
        return patterns;
    }

    private static Map<String, String> pairs(String text) {
        var pairs = new LinkedHashMap<String, String>();
        for (String pair : Arrays.asList(text.split(",\\s*"))) {
            int equals = pair.indexOf('=');
            pairs.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
        }
        return pairs;
    }

    boolean fits(JsonNode event) {
        return EventJournal.kind(event).equals(kind)
                && attributes.entrySet().stream()
                        .allMatch(wanted -> has(event, wanted.getKey(), wanted.getValue()));
    }

    private static boolean has(JsonNode event, String name, String value) {
        return event.findValues(name).stream().anyMatch(found -> is(found, value));
    }

    private static boolean is(JsonNode found, String value) {
        if (found.isArray()) {
            return found.valueStream().anyMatch(element -> is(element, value));
        }
        String text = found.isValueNode() ? found.asString() : found.toString();
        return value.endsWith("~")
                ? text.startsWith(value.substring(0, value.length() - 1))
                : text.equals(value);
    }

    /**
     * {@return what is wrong, empty if nothing: each pattern must be met by one event of its own,
     * none may be left over, and within a journey the order is that of the patterns}
     */
    static List<String> differences(List<EventPattern> wanted, List<JsonNode> events) {
        var left = new ArrayList<>(events);
        var problems = new ArrayList<String>();
        var lastOfJourney = new LinkedHashMap<String, Integer>();
        for (EventPattern pattern : wanted) {
            JsonNode found = left.stream().filter(pattern::fits).findFirst().orElse(null);
            if (found == null) {
                problems.add("missing: " + pattern);
                continue;
            }
            left.remove(found);
            int position = events.indexOf(found);
            if (lastOfJourney.getOrDefault(EventJournal.journey(found), -1) > position) {
                problems.add("too early: " + found);
            }
            lastOfJourney.put(EventJournal.journey(found), position);
        }
        left.forEach(event -> problems.add("not expected: " + event));
        return problems;
    }

    @Override
    public String toString() {
        return kind + attributes;
    }
}
