package dev.mailwarden.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody probably meant. */
final class Nearest {

    private Nearest() {}

    /** The name with the fewest letters to change, if these are few enough to be a slip. */
    static Optional<String> of(String written, List<String> names) {
        if (written.length() > 100) {
            return Optional.empty();
        }
        String plain = written.toLowerCase(Locale.ROOT).replace('_', '-');
        return names.stream()
                .filter(name -> distance(plain, name) <= Math.max(1, name.length() / 3))
                .min(Comparator.comparingInt(name -> distance(plain, name)));
    }

    /** Levenshtein's distance. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
