package dev.mailwarden.scan.content;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The ways in which systems take a file name: with and without its folder, and as Windows makes it,
 * which drops blanks and dots at the end and what stands behind a colon.
 */
final class FileNameForms {

    private FileNameForms() {}

    static List<String> of(String name) {
        Set<String> forms = new LinkedHashSet<>();
        add(forms, name);
        int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
        if (slash >= 0) {
            add(forms, name.substring(slash + 1));
        }
        return List.copyOf(forms);
    }

    private static void add(Set<String> forms, String name) {
        forms.add(name);
        forms.add(withoutEnd(name));
        int colon = name.indexOf(':', 2); // not the one behind the letter of a drive
        if (colon > 0) {
            forms.add(withoutEnd(name.substring(0, colon)));
        }
    }

    private static String withoutEnd(String name) {
        int end = name.length();
        while (end > 0 && isDropped(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }

    private static boolean isDropped(char c) {
        return c == '.' || c <= ' ' || c == '\u00a0' || c == '\u3000';
    }
}
