package dev.mailwarden.e2e.dialogue;

import java.util.List;
import java.util.Locale;

/**
 * What a reply must look like.
 *
 * <ul>
 *   <li>{@code 250 2.1.0 ok}: this one line; {@code 250 2.1.0 ~}: a line that begins so
 *   <li>{@code 250-~ ...}: a line that begins so, and the rest of the reply whatever it is
 *   <li>{@code 250 with SIZE ~, DSN without STARTTLS}: a whole reply of this code; the words after
 *       the codes of its lines are looked at
 * </ul>
 */
sealed interface ReplyPattern {

    /** Whether the rest of the reply is to be read before {@link #fits} is asked. */
    boolean wholeReply();

    boolean fits(List<String> lines);

    /** Reads a pattern. */
    static ReplyPattern parse(String text) {
        if (text.matches("\\d{3} with(out)? .*")) {
            int without = text.indexOf(" without ");
            String with = without < 0 ? text.substring(3) : text.substring(3, without);
            return new Keywords(
                    text.substring(0, 3),
                    items(with.startsWith(" with ") ? with.substring(6) : ""),
                    items(without < 0 ? "" : text.substring(without + 9)));
        }
        boolean whole = text.endsWith(" ...");
        String line = whole ? text.substring(0, text.length() - 4) : text;
        boolean prefix = line.endsWith("~");
        return new Line(prefix ? line.substring(0, line.length() - 1) : line, prefix, whole);
    }

    private static List<String> items(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split(",\\s*"));
    }

    /** One line, in full or by its beginning. */
    record Line(String text, boolean prefix, boolean wholeReply) implements ReplyPattern {
        @Override
        public boolean fits(List<String> lines) {
            String first = lines.getFirst();
            return prefix ? first.startsWith(text) : first.equals(text);
        }

        @Override
        public String toString() {
            return text + (prefix ? "~" : "") + (wholeReply ? " ..." : "");
        }
    }

    /** What the lines of a reply say after their codes. */
    record Keywords(String code, List<String> with, List<String> without) implements ReplyPattern {

        public Keywords {
            with = List.copyOf(with);
            without = List.copyOf(without);
        }

        @Override
        public boolean wholeReply() {
            return true;
        }

        @Override
        public boolean fits(List<String> lines) {
            return lines.stream().allMatch(line -> line.startsWith(code))
                    && with.stream().allMatch(word -> says(lines, word))
                    && without.stream().noneMatch(word -> says(lines, word));
        }

        private static boolean says(List<String> lines, String word) {
            String wanted = word.toUpperCase(Locale.ROOT);
            return lines.stream()
                    .map(line -> line.substring(Math.min(4, line.length())))
                    .map(line -> line.toUpperCase(Locale.ROOT))
                    .anyMatch(line ->
                            wanted.endsWith("~")
                                    ? line.startsWith(wanted.substring(0, wanted.length() - 1))
                                    : line.equals(wanted));
        }
    }
}
