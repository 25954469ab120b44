package dev.mailwarden.decide;

import dev.mailwarden.policy.Condition;
import dev.mailwarden.policy.Dictionary;
import dev.mailwarden.policy.Expression;
import dev.mailwarden.policy.Rule;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks for what is wrong with content expressions and the dictionaries that they refer to. */
final class ExpressionCheck {

    private final Map<String, Dictionary> dictionaries;
    private final List<Flaw> flaws;

    ExpressionCheck(Map<String, Dictionary> dictionaries, List<Flaw> flaws) {
        this.dictionaries = dictionaries;
        this.flaws = flaws;
    }

    void check(List<Rule> rules) {
        dictionaries.forEach(this::checkDictionary);
        for (Rule rule : rules) {
            Set<String> names = new HashSet<>();
            for (Expression expression : rule.scan().content().expressions()) {
                String place = "rule " + rule.name() + ", expression " + expression.name();
                if (!names.add(expression.name())) {
                    flaws.add(new Flaw(place, "two have this name"));
                }
                checkAction(place, expression);
                expression.conditions().forEach(condition -> checkCondition(place, condition));
            }
        }
    }

    private void checkDictionary(String name, Dictionary dictionary) {
        if (dictionary instanceof Dictionary.Texts(_, Condition.Patterns patterns)) {
            checkExpressions("dictionary " + name, patterns);
        }
    }

    private void checkAction(String place, Expression expression) {
        switch (expression.reaction().action()) {
            case DISINFECT, TEMPFAIL ->
                    flaws.add(new Flaw(place, "has an action that content has no use for"));
            case DELETE_ATTACHMENT -> {
                if (expression.conditions().stream().noneMatch(ExpressionCheck::namesAttachment)) {
                    flaws.add(new Flaw(place, "deletes attachments and looks at none"));
                }
            }
            case SKIP, QUARANTINE, REJECT, DELETE_MESSAGE -> {}
        }
    }

    /** Whether what matches the condition is one attachment, and known. */
    static boolean namesAttachment(Condition condition) {
        return switch (condition) {
            case Condition.SizeOver _ -> false;
            case Condition.Type _ -> true;
            case Condition.Text(var place, _, boolean among, _) ->
                    among
                            && switch (place) {
                                case ATTACHMENT_NAME, INNER_NAME -> true;
                                case SUBJECT, BODY, SENDER, RECIPIENT, CC, HEADER -> false;
                            };
        };
    }

    private void checkCondition(String place, Condition condition) {
        switch (condition) {
            case Condition.SizeOver _ -> {}
            case Condition.Type(_, _, List<String> names, _) ->
                    names.forEach(name -> checkReference(place, name, Dictionary.Types.class));
            case Condition.Text(_, _, _, Condition.Patterns patterns) -> {
                checkExpressions(place, patterns);
                patterns.dictionaries()
                        .forEach(name -> checkReference(place, name, Dictionary.Texts.class));
            }
        }
    }

    private void checkReference(String place, String name, Class<? extends Dictionary> kind) {
        Dictionary found = dictionaries.get(name);
        if (found == null) {
            flaws.add(new Flaw(place, "no dictionary is called " + name));
        } else if (!kind.isInstance(found)) {
            flaws.add(new Flaw(place, "dictionary " + name + " is of the other kind"));
        }
    }

    private void checkExpressions(String place, Condition.Patterns patterns) {
        for (String expression : patterns.expressions()) {
            try {
                CriterionTest.expression(expression);
            } catch (IllegalArgumentException e) {
                flaws.add(new Flaw(place + ", " + expression, String.valueOf(e.getMessage())));
            }
        }
    }
}
