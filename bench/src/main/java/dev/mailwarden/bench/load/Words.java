package dev.mailwarden.bench.load;

import java.util.LinkedHashMap;
import java.util.Map;

/** Words {@code key=value}, separated by single blanks: how campaigns and helpers talk. */
public record Words(Map<String, String> values) {

    public Words {
        values = Map.copyOf(values);
    }

    /** Reads a line; words without an equals sign are passed over. */
    public static Words of(String line) {
        var values = new LinkedHashMap<String, String>();
        for (String word : line.split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                values.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return new Words(values);
    }

    /** {@return a value as it stands} */
    public String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key + " in " + values);
        }
        return value;
    }

    /** {@return a value as it stands, or what it is when it is not given} */
    public String text(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    /** {@return a value as a whole number} */
    public long number(String key) {
        return Long.parseLong(text(key));
    }

    /** {@return a value as a whole number, or what it is when it is not given} */
    public long number(String key, long otherwise) {
        return values.containsKey(key) ? number(key) : otherwise;
    }

    /** {@return a value as a decimal number} */
    public double decimal(String key) {
        return Double.parseDouble(text(key));
    }
}
