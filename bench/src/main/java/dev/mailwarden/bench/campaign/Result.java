package dev.mailwarden.bench.campaign;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The figures that a campaign ends with.
 *
 * @param keys in the order in which they are written
 */
public record Result(Map<String, String> keys, Verdict verdict) {

    /** What the figures mean. */
    public sealed interface Verdict {

        /** Nothing was lost and nothing was wrong. */
        record Passed() implements Verdict {}

        /** Something was lost or wrong. */
        record Failed(String why) implements Verdict {}

        /** The machine lacks what the campaign needs; nothing is shown either way. */
        record Skipped(String why) implements Verdict {}
    }

    /** Makes one without figures. */
    public static Result skipped(String why) {
        return new Result(Map.of(), new Verdict.Skipped(why));
    }

    /** {@return the last line of a run} */
    public String line(String name) {
        var all = new LinkedHashMap<String, String>(keys);
        switch (verdict) {
            case Verdict.Passed() -> {}
            case Verdict.Failed _ -> all.put("failed", "true");
            case Verdict.Skipped _ -> all.put("skipped", "true");
        }
        return all.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" ", "RESULT " + name + " ", ""))
                .strip();
    }

    /** Collects figures. */
    public static final class Builder {

        private final Map<String, String> keys = new LinkedHashMap<>();
        private String wrong = "";

        /** Adds a whole number. */
        public Builder put(String key, long value) {
            keys.put(key, Long.toString(value));
            return this;
        }

        /** Adds a number with up to three decimals. */
        public Builder put(String key, double value) {
            keys.put(key, String.format(Locale.ROOT, Math.abs(value) < 1 ? "%.3f" : "%.2f", value));
            return this;
        }

        /** Demands something; the first demand that is not met is why the campaign failed. */
        public Builder demand(boolean met, String otherwise) {
            if (!met && wrong.isEmpty()) {
                wrong = otherwise;
            }
            return this;
        }

        /** {@return the result} */
        public Result build() {
            return new Result(
                    new LinkedHashMap<>(keys),
                    wrong.isEmpty() ? new Verdict.Passed() : new Verdict.Failed(wrong));
        }
    }
}
