package dev.mailwarden.config;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.policy.Criteria;
import dev.mailwarden.policy.Criterion;
import dev.mailwarden.policy.DefaultPolicy;
import dev.mailwarden.policy.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The keys of a rule (RULE-1), and of the default rule, which has no name and no criteria. */
final class RuleSection {

    private static final int LONGEST_ID = 36;
    private static final Pattern UNFIT = Pattern.compile("[^a-z0-9]+");
    private static final Rule USUAL = DefaultPolicy.rule();

    private static final Kind<String> ID =
            Kinds.text(
                    "1 to 36 letters a-z, digits and hyphens, other than default",
                    Pattern.compile("(?!default$)[a-z0-9-]{1,36}"));

    static final Rule EXAMPLE =
            new Rule(
                    "refuse-a-sender",
                    "Refuse a sender",
                    "",
                    true,
                    new Criteria(
                            List.of(
                                    new Criterion.Address(
                                            new Mailbox("sales", new Domain("example.net"))),
                                    new Criterion.Mask("*@*.example.net"))),
                    false,
                    Criteria.EVERYTHING,
                    Rule.Mode.REJECT,
                    USUAL.scan(),
                    USUAL.keepRefused(),
                    USUAL.notices(),
                    USUAL.warnings(),
                    USUAL.disclaimer(),
                    USUAL.blindCopies(),
                    USUAL.headers());

    static final Section<Rule> RULE =
            Section.of(keys -> {
                var name =
                        keys.required(
                                "name",
                                Phrases.NAME,
                                EXAMPLE.name(),
                                "For people; unique.",
                                Rule::name);
                var id =
                        keys.optional(
                                "id",
                                ID,
                                EXAMPLE.id(),
                                "Names the rule for ever, in headers and events; without this key"
                                        + " it is made of the name.",
                                rule ->
                                        Optional.of(rule.id())
                                                .filter(own -> !own.equals(idOf(rule.name()))));
                var enabled =
                        keys.usual(
                                "enabled",
                                Kinds.FLAG,
                                true,
                                "Whether it is looked at.",
                                Rule::enabled);
                var senders =
                        keys.required(
                                "senders",
                                CriterionKind.SENDERS,
                                EXAMPLE.senders(),
                                "Whose mail: any of these.",
                                Rule::senders);
                var from =
                        keys.usual(
                                "sender-is-from",
                                Kinds.FLAG,
                                false,
                                "Whether From is the sender, rather than the reverse-path.",
                                Rule::senderIsFrom);
                var recipients =
                        keys.required(
                                "recipients",
                                CriterionKind.RECIPIENTS,
                                EXAMPLE.recipients(),
                                "For whom: any of these.",
                                Rule::recipients);
                var deeds = deeds(keys);
                return values -> {
                    Rule does = deeds.apply(values);
                    return new Rule(
                            values.get(id).orElseGet(() -> idOf(values.get(name))),
                            values.get(name),
                            does.description(),
                            values.get(enabled),
                            values.get(senders),
                            values.get(from),
                            values.get(recipients),
                            does.mode(),
                            does.scan(),
                            does.keepRefused(),
                            does.notices(),
                            does.warnings(),
                            does.disclaimer(),
                            does.blindCopies(),
                            does.headers());
                };
            });

    /** The rule that is always last. */
    static final Section<Rule> DEFAULT = Section.of(RuleSection::deeds);

    private RuleSection() {}

    /** {@return the id of a rule that has none of its own; empty if nothing can be made of it} */
    static String idOf(String name) {
        String id =
                UNFIT.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-").replaceFirst("^-", "");
        String cut = id.length() > LONGEST_ID ? id.substring(0, LONGEST_ID) : id;
        String bare = cut.endsWith("-") ? cut.substring(0, cut.length() - 1) : cut;
        return bare.equals(Rule.DEFAULT_ID) ? "" : bare;
    }

    /** What a rule does; the rule made of these keys is the default rule. */
    private static Function<Section.Values<Rule>, Rule> deeds(Section<Rule> keys) {
        var description =
                keys.usual(
                        "description",
                        Phrases.DESCRIPTION,
                        USUAL.description(),
                        "For people.",
                        Rule::description);
        var mode =
                keys.usual(
                        "mode",
                        Kinds.choice(Rule.Mode.class),
                        USUAL.mode(),
                        "What is done: as the modules find it; or, without scanning, deliver,"
                                + " refuse, or say 250 and delete.",
                        Rule::mode);
        var scan =
                keys.usual(
                        "scan",
                        ScanSection.SCAN,
                        USUAL.scan(),
                        "What the modules do with mode scan.",
                        Rule::scan);
        var keepRefused =
                keys.usual(
                        "keep-refused",
                        Kinds.FLAG,
                        USUAL.keepRefused(),
                        "Whether what is refused for some recipients of a message that others get"
                                + " is kept in the quarantine, rather than deleted.",
                        Rule::keepRefused);
        var told = NoticeSection.told(keys);
        var blindCopies =
                keys.collection(
                        "blind-copies",
                        Phrases.MAILBOXES,
                        Section.Empty.set(NoticeSection.EXAMPLE_ADDRESS),
                        "Who gets the original, whatever becomes of the message.",
                        Rule::blindCopies);
        var headers =
                keys.usual(
                        "headers",
                        HeadersSection.HEADERS,
                        USUAL.headers(),
                        "Changes to the header of what is delivered.",
                        Rule::headers);
        return values -> {
            NoticeSection.Told tells = told.apply(values);
            return new Rule(
                    Rule.DEFAULT_ID,
                    USUAL.name(),
                    values.get(description),
                    true,
                    Criteria.EVERYTHING,
                    false,
                    Criteria.EVERYTHING,
                    values.get(mode),
                    values.get(scan),
                    values.get(keepRefused),
                    tells.notices(),
                    tells.warnings(),
                    tells.disclaimer(),
                    values.get(blindCopies),
                    values.get(headers));
        };
    }
}
