package dev.mailwarden.config;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.policy.Disclaimer;
import dev.mailwarden.policy.Notice;
import dev.mailwarden.policy.Rule;
import dev.mailwarden.policy.Warnings;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The keys of what a rule tells people, beside mail and in it (NOTE-1, MARK-4, MARK-5). */
final class NoticeSection {

    static final Mailbox EXAMPLE_ADDRESS = new Mailbox("security", new Domain("example.org"));

    static final Notice EXAMPLE_NOTICE =
            new Notice(
                    Notice.Kind.INFECTED,
                    "",
                    "",
                    "To administrators",
                    Set.of(EXAMPLE_ADDRESS),
                    false);

    static final Section<Notice> NOTICE =
            Section.<Notice>of(
                            keys -> {
                                var of =
                                        keys.required(
                                                "of",
                                                Kinds.choice(Notice.Kind.class),
                                                EXAMPLE_NOTICE.of(),
                                                "What is told of.",
                                                Notice::of);
                                var sender =
                                        keys.usual(
                                                "sender",
                                                Phrases.TEMPLATE,
                                                "",
                                                "Template for the sender, who is told only if"
                                                        + " verified.",
                                                Notice::sender);
                                var recipients =
                                        keys.usual(
                                                "recipients",
                                                Phrases.TEMPLATE,
                                                "",
                                                "Template for the recipients.",
                                                Notice::recipients);
                                var others =
                                        keys.usual(
                                                "others",
                                                Phrases.TEMPLATE,
                                                "",
                                                "Template for the addresses of list and of"
                                                        + " settings.general-recipients.",
                                                Notice::others);
                                var list =
                                        keys.collection(
                                                "list",
                                                Phrases.MAILBOXES,
                                                Section.Empty.set(EXAMPLE_ADDRESS),
                                                "Whom this rule tells as well.",
                                                Notice::list);
                                var attach =
                                        keys.usual(
                                                "attach-original",
                                                Kinds.FLAG,
                                                false,
                                                "Whether others get the original too.",
                                                Notice::attachOriginal);
                                return values ->
                                        new Notice(
                                                values.get(of),
                                                values.get(sender),
                                                values.get(recipients),
                                                values.get(others),
                                                values.get(list),
                                                values.get(attach));
                            })
                    .check(NoticeSection::checkReaders);

    private static final Kind<Set<Warnings.Kind>> WARNING_KINDS =
            new ListKind<>(Kinds.choice(Warnings.Kind.class), 1, Warnings.Kind.values().length)
                    .as(
                            list -> Collections.unmodifiableSet(EnumSet.copyOf(list)),
                            set -> set.stream().sorted().toList());

    static final Warnings EXAMPLE_WARNINGS =
            new Warnings("Caution", Set.of(Warnings.Kind.EXTERNAL_SENDER));

    static final Section<Warnings> WARNINGS =
            Section.of(keys -> {
                var template =
                        keys.required(
                                "template",
                                Phrases.NAME,
                                EXAMPLE_WARNINGS.template(),
                                "The template of the text.",
                                Warnings::template);
                var of =
                        keys.required(
                                "of",
                                WARNING_KINDS,
                                EXAMPLE_WARNINGS.of(),
                                "Which messages get it.",
                                Warnings::of);
                return values -> new Warnings(values.get(template), values.get(of));
            });

    static final Disclaimer EXAMPLE_DISCLAIMER = new Disclaimer("Confidential", false);

    static final Section<Disclaimer> DISCLAIMER =
            Section.of(keys -> {
                var template =
                        keys.required(
                                "template",
                                Phrases.NAME,
                                EXAMPLE_DISCLAIMER.template(),
                                "The template of the text.",
                                Disclaimer::template);
                var top =
                        keys.usual(
                                "top",
                                Kinds.FLAG,
                                false,
                                "Whether it stands above the text rather than below.",
                                Disclaimer::top);
                return values -> new Disclaimer(values.get(template), values.get(top));
            });

    private NoticeSection() {}

    /** What a rule tells. */
    record Told(
            List<Notice> notices, Optional<Warnings> warnings, Optional<Disclaimer> disclaimer) {}

    static Function<Section.Values<Rule>, Told> told(Section<Rule> keys) {
        var notices =
                keys.collection(
                        "notices",
                        new ListKind<>(NOTICE, 0, Notice.Kind.values().length),
                        Section.Empty.list(EXAMPLE_NOTICE),
                        "Who is told of what.",
                        Rule::notices);
        var warnings =
                keys.optional(
                        "warnings",
                        WARNINGS,
                        EXAMPLE_WARNINGS,
                        "Text put at the top of unsafe messages.",
                        Rule::warnings);
        var disclaimer =
                keys.optional(
                        "disclaimer",
                        DISCLAIMER,
                        EXAMPLE_DISCLAIMER,
                        "Text put into every message.",
                        Rule::disclaimer);
        return values ->
                new Told(values.get(notices), values.get(warnings), values.get(disclaimer));
    }

    private static void checkReaders(Notice notice, At at) {
        if (notice.sender().isEmpty()
                && notice.recipients().isEmpty()
                && notice.others().isEmpty()) {
            at.error("tells nobody; it needs a template in sender, recipients or others");
        } else if (notice.others().isEmpty()
                && (!notice.list().isEmpty() || notice.attachOriginal())) {
            at.key("others").error("is missing: list and attach-original need a template");
        }
    }
}
