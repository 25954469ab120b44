package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.mail.mime.HeaderField;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The value of Content-Type (RFC 2045 §5.1), read leniently.
 *
 * @param name type and subtype in lower case
 * @param parameters by their names in lower case; the first of several equal ones
 */
record MediaType(String name, Map<String, String> parameters) {

    private static final String DEFAULT = "text/plain";

    /** Characters of the field that are looked at. */
    private static final int MAX_LENGTH = 8_000;

    /** Of a header; text is what a part without the field holds (RFC 2045 §5.2). */
    static MediaType of(HeaderBlock header) {
        String value = header.first("Content-Type").map(HeaderField::value).orElse(DEFAULT);
        return parsed(value.substring(0, Math.min(value.length(), MAX_LENGTH)));
    }

    Optional<String> parameter(String key) {
        return Optional.ofNullable(parameters.get(key));
    }

    boolean isMultipart() {
        return name.startsWith("multipart/");
    }

    private static MediaType parsed(String value) {
        int end = partEnd(value, 0);
        String name = value.substring(0, end).strip().toLowerCase(Locale.ROOT);
        Map<String, String> parameters = new HashMap<>();
        while (end < value.length()) {
            int from = end + 1;
            end = partEnd(value, from);
            String parameter = value.substring(from, end);
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                String key = parameter.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                parameters.putIfAbsent(key, unquoted(parameter.substring(equals + 1).strip()));
            }
        }
        return new MediaType(name.isEmpty() ? DEFAULT : name, Map.copyOf(parameters));
    }

    /** The next semicolon outside of quotes. */
    private static int partEnd(String value, int from) {
        boolean quoted = false;
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                return i;
            }
        }
        return value.length();
    }

    private static String unquoted(String value) {
        if (!value.startsWith("\"")) {
            return value;
        }
        var text = new StringBuilder(value.length());
        for (int i = 1; i < value.length() && value.charAt(i) != '"'; i++) {
            if (value.charAt(i) == '\\' && i + 1 < value.length()) {
                i++;
            }
            text.append(value.charAt(i));
        }
        return text.toString();
    }
}
