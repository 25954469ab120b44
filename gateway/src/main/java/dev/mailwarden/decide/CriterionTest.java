package dev.mailwarden.decide;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.mailwarden.policy.Criterion;

/**
 * Whether one criterion holds of a party. What the index answers for many is answered here for one.
 */
@FunctionalInterface
interface CriterionTest {

    /** More is a program, not a pattern. */
    int MAX_EXPRESSION = 1000;

    boolean holds(Party party);

    /**
     * Compiles a criterion.
     *
     * @throws IllegalArgumentException if nothing could ever match it; the message says why
     */
    static CriterionTest of(Criterion criterion) {
        return switch (criterion) {
            case Criterion.Address(var mailbox) -> {
                String key = Spelling.of(mailbox).key();
                yield party -> party.addresses().stream().anyMatch(one -> key.equals(one.key()));
            }
            case Criterion.Nobody() -> Party::isNobody;
            case Criterion.Mask(String text) -> of(Mask.of(text));
            case Criterion.Expression(String text) -> {
                Pattern pattern = expression(text);
                yield party -> party.addresses().stream().anyMatch(one -> finds(pattern, one));
            }
            case Criterion.Client(var network) ->
                    party -> party.client().filter(network::contains).isPresent();
        };
    }

    /** Whether an expression is found in an address, by either way of writing its domain. */
    static boolean finds(Pattern pattern, Spelling address) {
        return address.texts().stream().anyMatch(text -> pattern.matcher(text).find());
    }

    static CriterionTest of(Mask mask) {
        return mask instanceof Mask.Everything
                ? _ -> true
                : party -> party.addresses().stream().anyMatch(mask::matches);
    }

    /**
     * Compiles a linear-time expression, case aside.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    static Pattern expression(String text) {
        if (text.isEmpty() || text.length() > MAX_EXPRESSION) {
            throw new IllegalArgumentException(
                    "an expression has 1 to " + MAX_EXPRESSION + " characters");
        }
        try {
            return Pattern.compile(text, Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("no expression: " + e.getDescription(), e);
        }
    }
}
