package dev.mailwarden.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * Says whether a regular expression can be used: RE2/J knows it, so that it takes time in
 * proportion to the text, and it is small, since counted repetition multiplies the program that it
 * becomes.
 */
final class LinearExpression {

    static final int LONGEST = 1_000;

    /** Steps of the program; a step costs some time for each character of a text. */
    private static final long MOST_STEPS = 5_000;

    private static final java.util.regex.Pattern COUNTS =
            java.util.regex.Pattern.compile("(\\d{1,9})(?:,(\\d{0,9}))?\\}");

    private static final java.util.regex.Pattern WRITTEN =
            java.util.regex.Pattern.compile("(?!\\s)[^\\p{C}\\p{Zl}\\p{Zp}]+(?<!\\s)");

    private final String text;
    private int at;

    private LinearExpression(String text) {
        this.text = text;
    }

    /** {@return what is wrong with an expression, or empty} */
    static Optional<String> fault(String expression) {
        if (expression.isEmpty() || expression.length() > LONGEST) {
            return Optional.of("an expression has 1 to " + LONGEST + " characters");
        }
        if (!WRITTEN.matcher(expression).matches()) {
            return Optional.of(
                    "an expression has no control characters, and no blank at its ends; \\x20 is one");
        }
        if (new LinearExpression(expression).steps() > MOST_STEPS) {
            return Optional.of("its counted repetitions make it too large");
        }
        try {
            Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of(e.getDescription());
        }
    }

    /** At least as many as the program has, without regard to whether it is well-formed. */
    private long steps() {
        Deque<Long> outer = new ArrayDeque<>();
        long sum = 0;
        long last = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case '(' -> {
                    outer.push(sum + last);
                    sum = 0;
                    last = 0;
                }
                case ')' -> {
                    last = sum + last + 2;
                    sum = outer.isEmpty() ? 0 : outer.pop();
                }
                case '{' -> last = Math.min(MOST_STEPS + 1, last * repetition());
                default -> {
                    sum += last;
                    last = skip(c);
                }
            }
        }
        return sum + last + outer.stream().mapToLong(Long::longValue).sum();
    }

    /** Goes past the rest of a character class or of what is escaped, and says what it costs. */
    private long skip(char first) {
        int begin = at;
        if (first == '\\' && text.startsWith("Q", at)) {
            int end = text.indexOf("\\E", at);
            at = end < 0 ? text.length() : end + 2;
            return (long) at - begin;
        }
        if (first == '\\') {
            at++;
        } else if (first == '[') {
            skipClass();
        }
        return 1;
    }

    private void skipClass() {
        if (text.startsWith("^", at)) {
            at++;
        }
        if (text.startsWith("]", at)) {
            at++; // one that comes first stands for itself
        }
        while (at < text.length() && text.charAt(at) != ']') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    /** The larger count between braces, the first of which is behind; 1 if that is no count. */
    private long repetition() {
        Matcher counts = COUNTS.matcher(text).region(at, text.length());
        if (!counts.lookingAt()) {
            return 1;
        }
        at = counts.end();
        String upper = counts.group(2);
        long lower = Long.parseLong(counts.group(1));
        return 1 + (upper == null || upper.isEmpty() ? lower : Long.parseLong(upper));
    }
}
