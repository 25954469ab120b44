package dev.mailwarden.config;

import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.DefaultReactions;
import dev.mailwarden.policy.DefaultReactions.Choice;
import dev.mailwarden.policy.Expression;
import dev.mailwarden.policy.Reaction;
import dev.mailwarden.policy.Scan;
import dev.mailwarden.policy.Scan.Antivirus;
import dev.mailwarden.policy.Scan.Content;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The keys under {@code scan:} of a rule: what each module does. */
final class ScanSection {

    /** More than anybody keeps apart. */
    private static final int MAX_EXPRESSIONS = 100;

    private static final int MAX_NAMES = 1_000;

    /**
     * What a rule says of one module.
     *
     * @param reactions the usual ones if the module is off
     */
    private record Asked(boolean on, Map<Status, Reaction> reactions) {

        static Asked of(Scan scan, ModuleName module) {
            return scan.asks(module)
                    ? new Asked(true, scan.reactions().getOrDefault(module, Map.of()))
                    : new Asked(false, DefaultReactions.reactions(module));
        }

        static Asked usual(ModuleName module) {
            return new Asked(DefaultReactions.isOn(module), DefaultReactions.reactions(module));
        }
    }

    private record AskedAntivirus(Asked asked, Antivirus more) {}

    private record AskedContent(Asked asked, Content more) {}

    private static final Section<AskedAntivirus> ANTIVIRUS =
            Section.of(keys -> {
                var asked = asked(keys, ModuleName.ANTIVIRUS, AskedAntivirus::asked);
                var fails =
                        keys.usual(
                                "if-disinfection-fails",
                                Kinds.choice(DefaultReactions.IF_DISINFECTION_FAILS),
                                DefaultReactions.ANTIVIRUS.ifDisinfectionFails(),
                                "What happens to what is still infected.",
                                scan -> scan.more().ifDisinfectionFails());
                var macros =
                        keys.usual(
                                "macros",
                                Kinds.FLAG,
                                DefaultReactions.ANTIVIRUS.macros(),
                                "Whether attachments with macros are reported.",
                                scan -> scan.more().macros());
                var archives =
                        keys.usual(
                                "skip-archives",
                                Kinds.FLAG,
                                DefaultReactions.ANTIVIRUS.skipArchives(),
                                "Whether archives are not looked into.",
                                scan -> scan.more().skipArchives());
                var names =
                        keys.usual(
                                "skip-names",
                                new ListKind<>(Phrases.MASK, 0, MAX_NAMES),
                                DefaultReactions.ANTIVIRUS.skipNames(),
                                "Attachments that are not looked at.",
                                scan -> scan.more().skipNames());
                return values ->
                        new AskedAntivirus(
                                asked.apply(values),
                                new Antivirus(
                                        values.get(fails),
                                        values.get(macros),
                                        values.get(archives),
                                        values.get(names)));
            });

    private static final Section<AskedContent> CONTENT =
            Section.<AskedContent>of(
                            keys -> {
                                var asked = asked(keys, ModuleName.CONTENT, AskedContent::asked);
                                var strictest =
                                        keys.usual(
                                                "strictest",
                                                Kinds.FLAG,
                                                DefaultReactions.CONTENT.strictest(),
                                                "Whether of several expressions that match the"
                                                        + " strictest action holds, rather than"
                                                        + " that of the first.",
                                                scan -> scan.more().strictest());
                                var expressions =
                                        keys.collection(
                                                "expressions",
                                                new ListKind<>(
                                                        ExpressionSection.EXPRESSION,
                                                        0,
                                                        MAX_EXPRESSIONS),
                                                Section.Empty.list(ExpressionSection.EXAMPLE),
                                                "What is looked for, the most important first.",
                                                scan -> scan.more().expressions());
                                return values ->
                                        new AskedContent(
                                                asked.apply(values),
                                                new Content(
                                                        values.get(strictest),
                                                        values.get(expressions)));
                            })
                    .check(ScanSection::checkNames);

    static final Section<Scan> SCAN =
            Section.of(keys -> {
                var antivirus =
                        keys.usual(
                                "antivirus",
                                ANTIVIRUS,
                                new AskedAntivirus(
                                        Asked.usual(ModuleName.ANTIVIRUS),
                                        DefaultReactions.ANTIVIRUS),
                                "Viruses and what looks like them.",
                                scan ->
                                        new AskedAntivirus(
                                                Asked.of(scan, ModuleName.ANTIVIRUS),
                                                scan.antivirus()));
                var links = plain(keys, ModuleName.LINKS, "Links to malware, adware and riskware.");
                var antispam = plain(keys, ModuleName.ANTISPAM, "Spam and mass mail.");
                var antiphishing = plain(keys, ModuleName.ANTIPHISHING, "Phishing.");
                var impersonation =
                        plain(
                                keys,
                                ModuleName.IMPERSONATION,
                                "Senders who pretend to be somebody else.");
                var content =
                        keys.usual(
                                "content",
                                CONTENT,
                                new AskedContent(
                                        Asked.usual(ModuleName.CONTENT), DefaultReactions.CONTENT),
                                "What the rule itself looks for.",
                                scan ->
                                        new AskedContent(
                                                Asked.of(scan, ModuleName.CONTENT),
                                                scan.content()));
                var authentication =
                        plain(keys, ModuleName.AUTHENTICATION, "SPF, DKIM, DMARC and ARC.");
                var sandbox = plain(keys, ModuleName.SANDBOX, "An external sandbox.");
                return values -> {
                    Map<ModuleName, Asked> asked = new EnumMap<>(ModuleName.class);
                    asked.put(ModuleName.ANTIVIRUS, values.get(antivirus).asked());
                    asked.put(ModuleName.LINKS, values.get(links));
                    asked.put(ModuleName.ANTISPAM, values.get(antispam));
                    asked.put(ModuleName.ANTIPHISHING, values.get(antiphishing));
                    asked.put(ModuleName.IMPERSONATION, values.get(impersonation));
                    asked.put(ModuleName.CONTENT, values.get(content).asked());
                    asked.put(ModuleName.AUTHENTICATION, values.get(authentication));
                    asked.put(ModuleName.SANDBOX, values.get(sandbox));
                    return new Scan(
                            reactions(asked),
                            values.get(antivirus).more(),
                            values.get(content).more());
                };
            });

    private ScanSection() {}

    private static Map<ModuleName, Map<Status, Reaction>> reactions(Map<ModuleName, Asked> asked) {
        Map<ModuleName, Map<Status, Reaction>> reactions = new EnumMap<>(ModuleName.class);
        asked.forEach((module, its) -> {
            if (its.on()) {
                reactions.put(module, its.reactions());
            }
        });
        return reactions;
    }

    private static Key<Scan, Asked> plain(Section<Scan> keys, ModuleName module, String what) {
        return keys.usual(
                Kinds.name(module),
                Section.<Asked>of(section -> asked(section, module, asked -> asked)),
                Asked.usual(module),
                what,
                scan -> Asked.of(scan, module));
    }

    /** The switch of a module, and its statuses. */
    private static <R> Function<Section.Values<R>, Asked> asked(
            Section<R> keys, ModuleName module, Function<R, Asked> asked) {
        var on =
                keys.usual(
                        "on",
                        Kinds.FLAG,
                        DefaultReactions.isOn(module),
                        "Whether the module looks at mail under this rule.",
                        asked.andThen(Asked::on));
        Map<Status, Key<R, Reaction>> statuses = new EnumMap<>(Status.class);
        for (Choice choice : DefaultReactions.of(module)) {
            statuses.put(choice.status(), status(keys, choice, asked));
        }
        return values -> {
            Map<Status, Reaction> reactions = new EnumMap<>(Status.class);
            statuses.forEach((status, key) -> reactions.put(status, values.get(key)));
            return new Asked(values.get(on), reactions);
        };
    }

    private static <R> Key<R, Reaction> status(
            Section<R> keys, Choice choice, Function<R, Asked> asked) {
        return keys.usual(
                Kinds.name(choice.status()),
                new ReactionKind(choice.allowed(), choice.reaction()),
                choice.reaction(),
                "What is done about the status %s.".formatted(choice.status().text()),
                asked.andThen(its -> its.reactions().getOrDefault(choice.status(), Reaction.NONE)));
    }

    private static void checkNames(AskedContent content, At at) {
        Set<String> names = new HashSet<>();
        List<Expression> expressions = content.more().expressions();
        for (int i = 0; i < expressions.size(); i++) {
            if (!names.add(expressions.get(i).name())) {
                at.key("expressions")
                        .item(i)
                        .key("name")
                        .error("another expression of this rule has this name");
            }
        }
    }
}
