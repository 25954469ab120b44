package dev.mailwarden.policy;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What is done to the header of delivered mail (MARK-3).
 *
 * @param delete names of fields, all of whose occurrences go
 * @param set fields that then stand once, at the end of the header
 */
public record HeaderActions(List<String> delete, List<Field> set) {

    public static final HeaderActions NONE = new HeaderActions(List.of(), List.of());

    private static final int MAX = 450;
    private static final Pattern NAME = Pattern.compile("[!-9;-~]{1,%d}".formatted(MAX));
    private static final Pattern VALUE = Pattern.compile("[ -~]{0,%d}".formatted(MAX));

    /** A field with a value of printable US-ASCII, at most 450 characters each. */
    public record Field(String name, String value) {

        public Field {
            if (!isName(name) || !isValue(value)) {
                throw new IllegalArgumentException("no header field: " + name);
            }
        }
    }

    public HeaderActions {
        delete = List.copyOf(delete);
        set = List.copyOf(set);
    }

    /** Whether a text can be the name of a field (RFC 5322 §2.2). */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Whether a text can be written as a value as it is. */
    public static boolean isValue(String text) {
        return VALUE.matcher(text).matches();
    }

    public boolean isEmpty() {
        return delete.isEmpty() && set.isEmpty();
    }
}
