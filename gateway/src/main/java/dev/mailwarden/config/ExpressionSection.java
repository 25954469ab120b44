package dev.mailwarden.config;

import dev.mailwarden.policy.Condition;
import dev.mailwarden.policy.DefaultReactions;
import dev.mailwarden.policy.Expression;
import dev.mailwarden.policy.HeaderActions;
import dev.mailwarden.policy.Reaction;
import java.util.List;

/** The keys of one expression of content filtering (CF-1). */
final class ExpressionSection {

    private static final int MAX_CONDITIONS = 100;

    static final Expression EXAMPLE =
            new Expression(
                    "Executables",
                    true,
                    Reaction.NONE,
                    true,
                    List.of(new Condition.Type(true, List.of("executables"), List.of(), true)),
                    HeaderActions.NONE);

    static final Section<Expression> EXPRESSION =
            Section.of(keys -> {
                var name =
                        keys.required(
                                "name",
                                Phrases.NAME,
                                EXAMPLE.name(),
                                "For people; unique in its rule.",
                                Expression::name);
                var enabled =
                        keys.usual(
                                "enabled",
                                Kinds.FLAG,
                                true,
                                "Whether it is looked for.",
                                Expression::enabled);
                var reaction =
                        keys.usual(
                                "reaction",
                                new ReactionKind(DefaultReactions.OF_EXPRESSIONS, Reaction.NONE),
                                Reaction.NONE,
                                "What is done when it matches.",
                                Expression::reaction);
                var all =
                        keys.usual(
                                "all",
                                Kinds.FLAG,
                                true,
                                "Whether all conditions must hold, rather than any.",
                                Expression::all);
                var conditions =
                        keys.required(
                                "conditions",
                                new ListKind<>(new ConditionKind(), 1, MAX_CONDITIONS),
                                EXAMPLE.conditions(),
                                "What must hold.",
                                Expression::conditions);
                var headers =
                        keys.usual(
                                "headers",
                                HeadersSection.HEADERS,
                                HeaderActions.NONE,
                                "Changes to the header of what is delivered when it matches.",
                                Expression::headers);
                return values ->
                        new Expression(
                                values.get(name),
                                values.get(enabled),
                                values.get(reaction),
                                values.get(all),
                                values.get(conditions),
                                values.get(headers));
            });

    private ExpressionSection() {}
}
