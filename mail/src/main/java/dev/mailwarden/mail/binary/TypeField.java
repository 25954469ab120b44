package dev.mailwarden.mail.binary;

import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.mail.mime.HeaderField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What Content-Type says of where parts begin and end (RFC 2045 §5.1, RFC 2046 §5.1.1).
 *
 * @param name type and subtype in lower case
 * @param boundary of a multipart, absent if it has none that everybody would read alike
 * @param isDoubtful whether another reader might see other parts
 */
record TypeField(String name, Optional<String> boundary, boolean isDoubtful) {

    /** More than the 70 of RFC 2046 §5.1.1, which not everybody keeps. */
    static final int MAX_BOUNDARY = 200;

    private static final String BOUNDARY = "boundary";

    /**
     * Of a header.
     *
     * @param otherwise the type of a part that does not say
     */
    static TypeField of(HeaderBlock header, String otherwise) {
        List<String> values = header.all("Content-Type").stream().map(HeaderField::value).toList();
        if (values.isEmpty()) {
            return new TypeField(otherwise, Optional.empty(), false);
        }
        String value = values.getFirst();
        String name = name(value);
        Optional<String> boundary =
                name.startsWith("multipart/") ? boundary(value) : Optional.empty();
        boolean lost = name.startsWith("multipart/") && boundary.isEmpty();
        return new TypeField(name, boundary, lost || values.size() > 1);
    }

    boolean isMessage() {
        return name.startsWith("message/");
    }

    private static String name(String value) {
        int end = 0;
        while (end < value.length() && ";( \t".indexOf(value.charAt(end)) < 0) {
            end++;
        }
        return value.substring(0, end).toLowerCase(Locale.ROOT);
    }

    private static Optional<String> boundary(String value) {
        List<String> found =
                parameters(value).stream()
                        .map(String::strip)
                        .filter(p -> p.toLowerCase(Locale.ROOT).startsWith(BOUNDARY))
                        .toList();
        if (found.size() != 1) {
            return Optional.empty();
        }
        String rest = found.getFirst().substring(BOUNDARY.length()).strip();
        return rest.startsWith("=") ? plain(rest.substring(1).strip()) : Optional.empty();
    }

    /** {@return the value, if nothing in it can be read in two ways} */
    private static Optional<String> plain(String written) {
        boolean quoted =
                written.length() >= 2 && written.startsWith("\"") && written.endsWith("\"");
        String text = quoted ? written.substring(1, written.length() - 1) : written;
        String unclear = quoted ? "\"\\" : "\"\\ ()<>,;";
        boolean clear =
                !text.isEmpty()
                        && text.length() <= MAX_BOUNDARY
                        && !text.endsWith(" ")
                        && text.chars()
                                .allMatch(c -> c >= ' ' && c < 0x7f && unclear.indexOf(c) < 0);
        return clear ? Optional.of(text) : Optional.empty();
    }

    /** What stands between semicolons that are not within quotes. */
    private static List<String> parameters(String value) {
        List<String> parameters = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                parameters.add(value.substring(from, i));
                from = i + 1;
            }
        }
        parameters.add(value.substring(from));
        return parameters;
    }
}
