package dev.mailwarden.config;

import dev.mailwarden.config.NamedKind.Named;
import dev.mailwarden.policy.Template;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The keys of a template (NOTE-2). */
final class TemplateSection {

    private static final Pattern MACRO = Pattern.compile("%([A-Z][A-Z0-9_]{0,40})%");

    private static final Kind<String> SUBJECT =
            Kinds.text(
                    "at most 400 printable characters",
                    Pattern.compile("[^\\p{C}\\p{Zl}\\p{Zp}]{0,400}"));

    private static final Kind<String> BODY =
            Kinds.text(
                    "at most 20000 characters, without control characters",
                    Pattern.compile("[\\P{C}\\r\\n\\t]{0,20000}"));

    private static final Named<Template> EXAMPLE_ENTRY =
            new Named<>(
                    "To the sender",
                    new Template(
                            "Not delivered: %SUBJECT%",
                            "Your message of %DATE% was not delivered.\n", ""));

    private static final Section<Named<Template>> KEYS =
            Section.<Named<Template>>of(
                            keys -> {
                                var name =
                                        keys.required(
                                                "name",
                                                Phrases.NAME,
                                                EXAMPLE_ENTRY.name(),
                                                "What rules call it by.",
                                                Named::name);
                                var subject =
                                        keys.usual(
                                                "subject",
                                                SUBJECT,
                                                "",
                                                "Of notifications, which need one.",
                                                named -> named.value().subject());
                                var text =
                                        keys.required(
                                                "text",
                                                BODY,
                                                EXAMPLE_ENTRY.value().text(),
                                                "Plain text with macros such as %SUBJECT%.",
                                                named -> named.value().text());
                                var html =
                                        keys.usual(
                                                "html",
                                                BODY,
                                                "",
                                                "The same in HTML; without this key it is made of"
                                                        + " the text.",
                                                named -> named.value().html());
                                return values ->
                                        new Named<>(
                                                values.get(name),
                                                new Template(
                                                        values.get(subject),
                                                        values.get(text),
                                                        values.get(html)));
                            })
                    .check((named, at) -> {
                        checkMacros(named.value().subject(), at.key("subject"));
                        checkMacros(named.value().text(), at.key("text"));
                        checkMacros(named.value().html(), at.key("html"));
                    });

    static final Kind<Map<String, Template>> TEMPLATES = new NamedKind<>(KEYS);

    static final Map<String, Template> EXAMPLE =
            Map.of(EXAMPLE_ENTRY.name(), EXAMPLE_ENTRY.value());

    private TemplateSection() {}

    private static void checkMacros(String text, At at) {
        boolean inBlock = false;
        for (String name : macros(text)) {
            if (!Template.MACROS.contains(name)) {
                at.error(
                        "there is no macro %%%s%%; there are: %s"
                                .formatted(
                                        name,
                                        String.join(
                                                ", ", Template.MACROS.stream().sorted().toList())));
            }
            boolean begin = name.equals(Template.BLOCK_BEGIN);
            if (inBlock == begin && (begin || name.equals(Template.BLOCK_END))) {
                at.error("%DATA_BEGIN% and %DATA_END% must come in turn");
            }
            inBlock = begin || (inBlock && !name.equals(Template.BLOCK_END));
        }
        if (inBlock) {
            at.error("%DATA_BEGIN% has no %DATA_END% after it");
        }
    }

    private static List<String> macros(String text) {
        return MACRO.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
    }
}
