package dev.mailwarden.policy;

import dev.mailwarden.message.ModuleName;
import dev.mailwarden.policy.Protection.Bounds;
import dev.mailwarden.policy.Protection.Mode;
import dev.mailwarden.policy.Protection.Switch;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The policy of an installation for which nobody has decided anything yet. */
public final class DefaultPolicy {

    /** Names of the templates that come with the product. */
    public static final String WARNING = "warning";

    public static final String TO_SENDER = "to-sender";
    public static final String TO_RECIPIENTS = "to-recipients";
    public static final String TO_OTHERS = "to-others";

    private static final String REPEATED = "%DATA_BEGIN%- %OBJECT_NAME%: %FINDING%\r\n%DATA_END%";

    private static final Protection PROTECTION = everyModule();

    private static final Rule RULE =
            new Rule(
                    Rule.DEFAULT_ID,
                    "Default",
                    "",
                    true,
                    Criteria.EVERYTHING,
                    false,
                    Criteria.EVERYTHING,
                    Rule.Mode.SCAN,
                    DefaultReactions.SCAN,
                    true,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Set.of(),
                    HeaderActions.NONE);

    private static final Policy POLICY =
            new Policy(
                    PROTECTION,
                    List.of(RULE),
                    Lists.EMPTY,
                    Map.of(),
                    templates(),
                    Marking.DEFAULT,
                    Set.of());

    private DefaultPolicy() {}

    /** {@return the default rule alone, and the templates that come with the product} */
    public static Policy policy() {
        return POLICY;
    }

    /** {@return every module on, with the time limits of the table of modules} */
    public static Protection protection() {
        return PROTECTION;
    }

    /** {@return the last rule, as the modules find it (RULE-2)} */
    public static Rule rule() {
        return RULE;
    }

    /** {@return what modules do under a rule that says nothing about them} */
    public static Scan scan() {
        return DefaultReactions.SCAN;
    }

    private static Protection everyModule() {
        Map<ModuleName, Switch> modules = new EnumMap<>(ModuleName.class);
        for (ModuleName module : ModuleName.values()) {
            modules.put(module, new Switch(true, timeLimit(module)));
        }
        return new Protection(Mode.FULL, modules, Bounds.DEFAULT);
    }

    /** {@return how long a module may take} */
    public static Duration timeLimit(ModuleName module) {
        return Duration.ofSeconds(
                switch (module) {
                    case ANTIVIRUS -> 180;
                    case LINKS, ANTISPAM, ANTIPHISHING, CONTENT -> 30;
                    case IMPERSONATION, AUTHENTICATION -> 10;
                    case SANDBOX -> 600;
                });
    }

    /** {@return the templates that come with the product; nothing uses them until a rule does} */
    public static Map<String, Template> templates() {
        return Map.of(
                WARNING,
                new Template(
                        "",
                        "Caution: this message may be unsafe.\r\n"
                                + REPEATED
                                + "Do not open links or attachments unless you expected them.\r\n",
                        ""),
                TO_SENDER,
                new Template(
                        "Your message was not delivered as you sent it",
                        "%PRODUCT_NAME% examined your message \"%SUBJECT%\" of %DATE%.\r\n"
                                + "What was done: %MESSAGE_ACTION%\r\n"
                                + "It was to: %AFFECTED_RECIPIENTS%\r\n"
                                + REPEATED
                                + "Reference: %MESSAGE_ID%\r\n",
                        ""),
                TO_RECIPIENTS,
                new Template(
                        "About a message to you",
                        "%PRODUCT_NAME% examined a message to you from %SENDER%,"
                                + " \"%SUBJECT%\".\r\n"
                                + "What was done: %MESSAGE_ACTION%\r\n"
                                + REPEATED
                                + "Reference: %MESSAGE_ID%\r\n",
                        ""),
                TO_OTHERS,
                new Template(
                        "%MESSAGE_ACTION%: message from %SENDER%",
                        "Node: %NODE_NAME% (%NODE_IP%)\r\n"
                                + "Date: %DATE%\r\n"
                                + "Reference: %MESSAGE_ID%\r\n"
                                + "Message-ID: %SMTP_MESSAGE_ID%\r\n"
                                + "Subject: %SUBJECT%\r\n"
                                + "Sender: %SENDER% by %SENDER_IP%\r\n"
                                + "Recipients: %AFFECTED_RECIPIENTS% of %ALL_RECIPIENTS%\r\n"
                                + "Rule: %AFFECTED_RULES%\r\n"
                                + "Action: %MESSAGE_ACTION%\r\n"
                                + REPEATED,
                        ""));
    }
}
