package dev.mailwarden.scan.content;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.mailwarden.policy.Condition;
import dev.mailwarden.policy.Dictionary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Texts, masks and expressions with those of their dictionaries, made ready. Immutable, safe for
 * any number of threads.
 */
final class TextMatcher {

    private final WordSearch texts;
    private final List<Mask> masks;
    private final List<Pattern> expressions;

    private TextMatcher(List<Condition.Patterns> all) {
        this.texts =
                new WordSearch(
                        all.stream()
                                .flatMap(patterns -> patterns.texts().stream())
                                .map(Folding::fold)
                                .toList());
        this.masks =
                all.stream()
                        .flatMap(patterns -> patterns.masks().stream())
                        .map(Mask::of)
                        .distinct()
                        .toList();
        this.expressions =
                all.stream()
                        .flatMap(patterns -> patterns.expressions().stream())
                        .distinct()
                        .map(TextMatcher::compile)
                        .toList();
    }

    /**
     * @throws IllegalArgumentException if a dictionary is missing or of the other kind, or an
     *     expression is none
     */
    static TextMatcher of(Condition.Patterns patterns, Map<String, Dictionary> dictionaries) {
        var all = new ArrayList<Condition.Patterns>();
        all.add(patterns);
        for (String name : patterns.dictionaries()) {
            if (!(dictionaries.get(name) instanceof Dictionary.Texts(_, var more))) {
                throw new IllegalArgumentException("there is no dictionary of texts " + name);
            }
            all.add(more);
        }
        return new TextMatcher(all);
    }

    private static Pattern compile(String expression) {
        try {
            return Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(expression + ": " + e.getDescription(), e);
        }
    }

    /** {@return what of it matches a text, as it was written or folded} */
    Optional<String> find(String text) {
        String folded = Folding.fold(text);
        return texts.find(folded)
                .or(() -> mask(folded))
                .or(() -> expression(text))
                .or(() -> folded.equals(text) ? Optional.empty() : expression(folded));
    }

    private Optional<String> mask(String folded) {
        return masks.stream().filter(mask -> mask.matches(folded)).findFirst().map(Mask::mask);
    }

    private Optional<String> expression(String text) {
        return expressions.stream()
                .filter(pattern -> pattern.matcher(text).find())
                .findFirst()
                .map(Pattern::pattern);
    }
}
