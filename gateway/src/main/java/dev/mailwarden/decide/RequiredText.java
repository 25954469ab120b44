package dev.mailwarden.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds texts without which an expression cannot match, so that it need not be tried on every
 * address. Looks at nothing but plain characters one after the other; whatever it does not know, it
 * takes for a gap, and an expression with groups or choices has none.
 */
final class RequiredText {

    private final String expression;
    private final List<String> texts = new ArrayList<>();
    private final StringBuilder run = new StringBuilder();

    private RequiredText(String expression) {
        this.expression = expression;
    }

    /** {@return pieces in lower case, each of which stands in every folded text that matches} */
    static List<String> of(String expression) {
        boolean plain = expression.chars().noneMatch(c -> c == '|' || c == '(' || c == ')');
        // \Q begins a quotation, in which nothing has the meaning that it has elsewhere.
        return plain && !expression.contains("\\Q")
                ? new RequiredText(expression).texts()
                : List.of();
    }

    private List<String> texts() {
        int at = 0;
        while (at < expression.length()) {
            at = read(at);
        }
        endRun();
        return texts;
    }

    /** {@return where the next thing begins} */
    private int read(int at) {
        char c = expression.charAt(at);
        return switch (c) {
            case '\\' -> escape(at);
            case '[' -> {
                endRun();
                yield endOfClass(at);
            }
            case '*', '?', '{' -> {
                // What it repeats may be absent.
                run.setLength(Math.max(0, run.length() - 1));
                endRun();
                yield c == '{' ? endOfCount(at) : at + 1;
            }
            case '+', '.', '^', '$' -> {
                endRun();
                yield at + 1;
            }
            default -> {
                addPlain(c);
                yield at + 1;
            }
        };
    }

    private int escape(int at) {
        if (at + 1 == expression.length()) {
            return at + 1;
        }
        char escaped = expression.charAt(at + 1);
        if (escaped < 0x80 && !Character.isLetterOrDigit(escaped)) {
            addPlain(escaped);
            return at + 2;
        }
        endRun();
        // Of \pN, \x41, \p{Greek}, \012 what follows is not plain; to give up costs nothing but
        // time.
        return "dDwWsSbB".indexOf(escaped) >= 0 ? at + 2 : expression.length();
    }

    private int endOfClass(int at) {
        int end = at + 1;
        if (end < expression.length() && expression.charAt(end) == '^') {
            end++;
        }
        int first = end;
        for (; end < expression.length(); end++) {
            char c = expression.charAt(end);
            if (c == '[' || c == '\\') {
                return expression.length();
            }
            // The first character of a class may be the bracket that would end it.
            if (c == ']' && end > first) {
                return end + 1;
            }
        }
        return end;
    }

    private int endOfCount(int at) {
        int end = at + 1;
        while (end < expression.length() && "0123456789,".indexOf(expression.charAt(end)) >= 0) {
            end++;
        }
        boolean closed = end < expression.length() && expression.charAt(end) == '}';
        return closed ? end + 1 : expression.length();
    }

    /** Letters beyond ASCII may match others than their own in lower case. */
    private void addPlain(char c) {
        if (c < 0x80) {
            run.append(c);
        } else {
            endRun();
        }
    }

    private void endRun() {
        if (!run.isEmpty()) {
            texts.add(run.toString().toLowerCase(Locale.ROOT));
            run.setLength(0);
        }
    }
}
