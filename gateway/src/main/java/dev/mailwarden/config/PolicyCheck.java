package dev.mailwarden.config;

import dev.mailwarden.policy.Condition;
import dev.mailwarden.policy.Dictionary;
import dev.mailwarden.policy.Expression;
import dev.mailwarden.policy.Notice;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Rule;
import dev.mailwarden.policy.Template;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Holds the parts of a policy against one another: what rules refer to must be there. */
final class PolicyCheck {

    /** Names that are told where another was meant. */
    private static final int MOST_SHOWN = 20;

    private final Policy policy;

    private PolicyCheck(Policy policy) {
        this.policy = policy;
    }

    /**
     * Reports what does not fit.
     *
     * @param at the settings that the policy stands in
     */
    static void check(Policy policy, At at) {
        new PolicyCheck(policy).rules(at);
    }

    private void rules(At at) {
        Optional<String> everything = Optional.empty();
        int last = policy.rules().size() - 1;
        for (int i = 0; i < last; i++) {
            Rule rule = policy.rules().get(i);
            At here = at.key("rules").item(i);
            rule(rule, here);
            everything.ifPresent(name ->
                    here.warning("is never reached: %s matches everything".formatted(name)));
            if (everything.isEmpty() && matchesEverything(rule)) {
                everything = Optional.of(ScalarKind.shown(rule.name()));
            }
        }
        rule(policy.rules().get(last), at.key("default-rule"));
    }

    private static boolean matchesEverything(Rule rule) {
        return rule.enabled() && rule.senders().isEverything() && rule.recipients().isEverything();
    }

    private void rule(Rule rule, At at) {
        Set<Notice.Kind> told = EnumSet.noneOf(Notice.Kind.class);
        for (int i = 0; i < rule.notices().size(); i++) {
            Notice notice = rule.notices().get(i);
            At here = at.key("notices").item(i);
            if (!told.add(notice.of())) {
                here.key("of").error("another notice of this rule tells of the same");
            }
            letter(notice.sender(), here.key("sender"));
            letter(notice.recipients(), here.key("recipients"));
            letter(notice.others(), here.key("others"));
        }
        rule.warnings()
                .ifPresent(warnings ->
                        template(warnings.template(), at.key("warnings").key("template")));
        rule.disclaimer()
                .ifPresent(disclaimer ->
                        template(disclaimer.template(), at.key("disclaimer").key("template")));
        expressions(
                rule.scan().content().expressions(),
                at.key("scan").key("content").key("expressions"));
    }

    /** The template of a notification, which needs a subject. */
    private void letter(String name, At at) {
        if (!name.isEmpty() && template(name, at).filter(t -> t.subject().isEmpty()).isPresent()) {
            at.error("the template %s has no subject".formatted(ScalarKind.shown(name)));
        }
    }

    private Optional<Template> template(String name, At at) {
        Optional<Template> template = Optional.ofNullable(policy.templates().get(name));
        if (template.isEmpty()) {
            at.error(absent("template", name, policy.templates().keySet()));
        }
        return template;
    }

    private void expressions(List<Expression> expressions, At at) {
        for (int i = 0; i < expressions.size(); i++) {
            List<Condition> conditions = expressions.get(i).conditions();
            for (int j = 0; j < conditions.size(); j++) {
                condition(conditions.get(j), at.item(i).key("conditions").item(j));
            }
        }
    }

    private void condition(Condition condition, At at) {
        switch (condition) {
            case Condition.SizeOver _ -> {}
            case Condition.Text text ->
                    dictionaries(
                            text.patterns().dictionaries(),
                            Dictionary.Texts.class,
                            "texts, masks or expressions",
                            at.key(Kinds.name(text.place())));
            case Condition.Type type ->
                    dictionaries(
                            type.dictionaries(),
                            Dictionary.Types.class,
                            "types",
                            at.key("attachment-type"));
        }
    }

    private void dictionaries(
            List<String> names, Class<? extends Dictionary> needed, String what, At at) {
        for (String name : names) {
            Dictionary dictionary = policy.dictionaries().get(name);
            if (dictionary == null) {
                at.key("dictionaries")
                        .error(absent("dictionary", name, policy.dictionaries().keySet()));
            } else if (!needed.isInstance(dictionary)) {
                at.key("dictionaries")
                        .error(
                                "the dictionary %s has no %s"
                                        .formatted(ScalarKind.shown(name), what));
            }
        }
    }

    private static String absent(String what, String name, Collection<String> names) {
        String head = "there is no %s %s".formatted(what, ScalarKind.shown(name));
        return names.isEmpty()
                ? head
                : head
                        + "; there are: "
                        + String.join(
                                ", ",
                                names.stream()
                                        .sorted()
                                        .limit(MOST_SHOWN)
                                        .map(ScalarKind::shown)
                                        .toList());
    }
}
