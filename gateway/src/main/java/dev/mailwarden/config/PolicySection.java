package dev.mailwarden.config;

import dev.mailwarden.policy.DefaultPolicy;
import dev.mailwarden.policy.Lists;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Rule;
import dev.mailwarden.policy.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The keys under {@code settings:} that make the policy: they stand beside the other settings. */
final class PolicySection {

    private PolicySection() {}

    static <R> Function<Section.Values<R>, Policy> declare(
            Section<R> keys, Function<R, Policy> policy) {
        var protection =
                keys.section(
                        "protection",
                        ProtectionSection.PROTECTION,
                        "The modules that look at mail, whatever rules say.",
                        policy.andThen(Policy::protection));
        var rules =
                keys.collection(
                        "rules",
                        new RulesKind(),
                        Section.Empty.list(RuleSection.EXAMPLE),
                        "What is done with mail of some senders for some recipients; of all rules"
                                + " that match the first holds. See docs/guide/rules.md.",
                        policy.andThen(PolicySection::ownRules));
        var defaultRule =
                keys.usual(
                        "default-rule",
                        RuleSection.DEFAULT,
                        DefaultPolicy.rule(),
                        "The rule for all mail that no other rule matches.",
                        policy.andThen(whole -> whole.rules().getLast()));
        var lists =
                keys.section(
                        "lists",
                        ListsSection.LISTS,
                        "Senders who are refused or let through before rules are looked at.",
                        policy.andThen(Policy::lists));
        var rest = declareRest(keys, policy);
        return values -> {
            Policy others = rest.apply(values);
            List<Rule> all = new ArrayList<>(values.get(rules));
            all.add(values.get(defaultRule));
            return new Policy(
                    values.get(protection),
                    all,
                    values.get(lists),
                    others.dictionaries(),
                    others.templates(),
                    others.marking(),
                    others.generalRecipients());
        };
    }

    /** What rules refer to. */
    private static <R> Function<Section.Values<R>, Policy> declareRest(
            Section<R> keys, Function<R, Policy> policy) {
        var dictionaries =
                keys.collection(
                        "dictionaries",
                        DictionarySection.DICTIONARIES,
                        new Section.Empty<>(Map.of(), DictionarySection.EXAMPLE),
                        "Values that several conditions share.",
                        policy.andThen(Policy::dictionaries));
        var templates =
                keys.collection(
                        "templates",
                        TemplateSection.TEMPLATES,
                        new Section.Empty<>(Map.of(), TemplateSection.EXAMPLE),
                        "Texts for notifications, warnings and disclaimers, beside those that come"
                                + " with the product or instead of them.",
                        policy.andThen(PolicySection::ownTemplates));
        var marking =
                keys.section(
                        "marking",
                        MarkingSection.MARKING,
                        "What is written into the header of delivered mail.",
                        policy.andThen(Policy::marking));
        var generalRecipients =
                keys.collection(
                        "general-recipients",
                        Phrases.MAILBOXES,
                        Section.Empty.set(NoticeSection.EXAMPLE_ADDRESS),
                        "Who gets the notifications of all rules that have a template for others.",
                        policy.andThen(Policy::generalRecipients));
        return values ->
                new Policy(
                        DefaultPolicy.protection(),
                        List.of(DefaultPolicy.rule()),
                        Lists.EMPTY,
                        values.get(dictionaries),
                        withProvided(values.get(templates)),
                        values.get(marking),
                        values.get(generalRecipients));
    }

    private static List<Rule> ownRules(Policy policy) {
        return policy.rules().subList(0, policy.rules().size() - 1);
    }

    private static Map<String, Template> withProvided(Map<String, Template> own) {
        Map<String, Template> all = new LinkedHashMap<>(DefaultPolicy.templates());
        all.putAll(own);
        return all;
    }

    private static Map<String, Template> ownTemplates(Policy policy) {
        Map<String, Template> own = new LinkedHashMap<>(policy.templates());
        own.entrySet().removeAll(DefaultPolicy.templates().entrySet());
        return own;
    }
}
