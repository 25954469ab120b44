package dev.mailwarden.config;

import dev.mailwarden.observe.Inert;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A kind that is written as one word or text.
 *
 * @param parser empty for what is not allowed
 * @param format what {@code parser} reads back to an equal value
 */
record ScalarKind<T>(
        String allowed, Function<String, Optional<T>> parser, Function<T, String> format)
        implements Kind<T> {

    private static final int LONGEST_SHOWN = 60;
    private static final Pattern WORD = Pattern.compile("[\\w.:/@%+-]+");

    @Override
    public Optional<T> read(Tree tree, At at) {
        return switch (tree) {
            case Tree.Scalar scalar when scalar.isNothing() -> {
                at.error(tree.mark(), "has no value; " + allowed);
                yield Optional.empty();
            }
            case Tree.Scalar(String text, _, Tree.Mark mark) -> {
                Optional<T> value = parser.apply(text);
                if (value.isEmpty()) {
                    at.error(mark, shown(text) + " is not allowed; " + allowed);
                }
                yield value;
            }
            case Tree.Items _ -> {
                at.error(tree.mark(), "a list is not allowed; " + allowed);
                yield Optional.empty();
            }
            case Tree.Fields _ -> {
                at.error(tree.mark(), "keys are not allowed here; " + allowed);
                yield Optional.empty();
            }
        };
    }

    @Override
    public Tree write(T value) {
        return Tree.scalar(format.apply(value));
    }

    /** What somebody wrote, harmless and short. */
    static String shown(String text) {
        return WORD.matcher(text).matches() && text.length() <= LONGEST_SHOWN
                ? text
                : '"' + Inert.text(text, LONGEST_SHOWN) + '"';
    }
}
