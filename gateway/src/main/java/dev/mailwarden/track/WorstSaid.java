package dev.mailwarden.track;

import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Status;
import dev.mailwarden.message.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The worst that each module said of a message, under whatever rule: the status with its reason, by
 * the module's name. Of several it does not matter which comes first, nor how often.
 */
record WorstSaid(Map<String, String> byModule) {

    static final WorstSaid NOTHING = new WorstSaid(Map.of());

    /** Statuses from the worst; a text that is none of them counts as the mildest. */
    private static final Comparator<String> MILDEST_FIRST =
            Comparator.<String>comparingInt(text -> gravity(text))
                    .thenComparing(Comparator.naturalOrder());

    WorstSaid {
        byModule = Map.copyOf(byModule);
    }

    static WorstSaid of(Verdict verdict) {
        return new WorstSaid(
                verdict.results().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        entry -> EventEncoder.keyword(entry.getKey()),
                                        entry -> text(entry.getValue()))));
    }

    private static String text(ModuleResult result) {
        return result.macros()
                ? worse(result.text(), Status.MACROS_DETECTED.text())
                : result.text();
    }

    /** Reads what {@link #json} wrote; nothing if it is something else. */
    static WorstSaid parse(String json) {
        byte[] octets = json.getBytes(StandardCharsets.UTF_8);
        Map<String, String> byModule = new TreeMap<>();
        try {
            JsonFields fields = JsonFields.parse(octets, 0, octets.length);
            for (String module : fields.members().keySet()) {
                byModule.put(module, fields.text(module));
            }
        } catch (IllegalArgumentException e) {
            return NOTHING;
        }
        return new WorstSaid(byModule);
    }

    WorstSaid and(WorstSaid other) {
        Map<String, String> both = new TreeMap<>(byModule);
        other.byModule.forEach((module, text) -> both.merge(module, text, WorstSaid::worse));
        return new WorstSaid(both);
    }

    static String worse(String a, String b) {
        return MILDEST_FIRST.compare(a, b) >= 0 ? a : b;
    }

    /** {@return the status that is the worst of all, without its reason; empty if there is none} */
    String status() {
        return byModule.values().stream()
                .max(MILDEST_FIRST)
                .map(WorstSaid::withoutReason)
                .orElse("");
    }

    /** {@return an object of texts in the order of {@link ModuleName}; empty if there are none} */
    String json() {
        if (byModule.isEmpty()) {
            return "";
        }
        var out = new JsonLine(256).raw('{');
        Stream.of(ModuleName.values())
                .map(EventEncoder::keyword)
                .filter(byModule::containsKey)
                .forEach(module -> out.text(module, byModule.getOrDefault(module, "")));
        return new String(out.raw('}').toByteArray(), StandardCharsets.UTF_8);
    }

    private static String withoutReason(String text) {
        int reason = text.indexOf(" (");
        return reason < 0 ? text : text.substring(0, reason);
    }

    /** The graver the higher. */
    private static int gravity(String text) {
        String status = withoutReason(text);
        return Stream.of(Status.values())
                .filter(one -> one.text().equals(status))
                .mapToInt(WorstSaid::gravity)
                .findFirst()
                .orElse(-1);
    }

    /**
     * By what an administrator looks for: what does harm, then what is not wanted, then what could
     * not be looked at, for nobody knows what that is; then what is seldom acted upon.
     */
    static int gravity(Status status) {
        return switch (status) {
            case INFECTED -> 22;
            case INTRUSION_THREAT -> 21;
            case PHISHING -> 20;
            case DETECTED -> 19;
            case BANNED_FILE_FORMAT -> 18;
            case BANNED_FILE_NAME -> 17;
            case ENCRYPTED -> 16;
            case MACROS_DETECTED -> 15;
            case DENYLISTED -> 14;
            case SPAM -> 13;
            case PROBABLE_SPAM -> 12;
            case MATCHED -> 11;
            case SIZE_EXCEEDED -> 10;
            case VIOLATION_FOUND -> 9;
            case ERROR -> 8;
            case BASES_ERROR -> 7;
            case SKIPPED -> 6;
            case DISINFECTED -> 5;
            case MASS_MAIL -> 4;
            case FORMAL -> 3;
            case TRUSTED -> 2;
            case NOT_SCANNED -> 1;
            case NOT_DETECTED, VIOLATION_NOT_FOUND -> 0;
        };
    }
}
