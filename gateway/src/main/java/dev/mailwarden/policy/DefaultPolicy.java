package dev.mailwarden.policy;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What decides about mail as long as nobody has said otherwise. Such an installation does no harm:
 * it refuses, holds and deletes nothing, because no module is switched on. A module that is
 * switched on acts as the default rule says.
 */
public final class DefaultPolicy {

    /** Names of the templates that come with the product. */
    public static final String WARNING = "warning";

    public static final String TO_SENDER = "to-sender";
    public static final String TO_RECIPIENTS = "to-recipients";
    public static final String TO_OTHERS = "to-others";

    private static final String REPEATED = "%DATA_BEGIN%- %OBJECT_NAME%: %FINDING%\r\n%DATA_END%";

    private DefaultPolicy() {}

    /** {@return the default policy: the default rule, empty lists} */
    public static Policy policy() {
        return new Policy(
                protection(),
                List.of(rule()),
                Lists.EMPTY,
                Map.of(),
                templates(),
                Marking.DEFAULT,
                Set.of());
    }

    /**
     * {@return the switches, all off: antivirus needs an engine, others are asked for by people}
     */
    public static Protection protection() {
        Map<ModuleName, Protection.Switch> switches = new EnumMap<>(ModuleName.class);
        for (ModuleName module : ModuleName.values()) {
            switches.put(module, new Protection.Switch(false, timeLimit(module)));
        }
        return new Protection(Protection.Mode.FULL, switches, Protection.Bounds.DEFAULT);
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

    /** {@return the rule that holds where no other does (RULE-2)} */
    public static Rule rule() {
        return new Rule(
                Rule.DEFAULT_ID,
                "Default",
                "Holds where no other rule does",
                true,
                Criteria.EVERYTHING,
                false,
                Criteria.EVERYTHING,
                Rule.Mode.SCAN,
                scan(),
                true,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                HeaderActions.NONE);
    }

    /** {@return what modules do under a new rule: all but content and sandbox are asked} */
    public static Scan scan() {
        Map<ModuleName, Map<Status, Reaction>> reactions = new EnumMap<>(ModuleName.class);
        for (ModuleName module : ModuleName.values()) {
            if (module != ModuleName.CONTENT && module != ModuleName.SANDBOX) {
                reactions.put(module, reactions(module));
            }
        }
        return new Scan(
                reactions,
                new Scan.Antivirus(Action.DELETE_ATTACHMENT, true, false, List.of()),
                new Scan.Content(true, List.of()));
    }

    /**
     * {@return what is done about what a module says, where a rule asks it and says nothing else}
     * What deletes content keeps the original in Backup. A failed antivirus module puts mail off;
     * of the others it shows in our header fields (SCAN-2).
     */
    public static Map<Status, Reaction> reactions(ModuleName module) {
        return switch (module) {
            case ANTIVIRUS ->
                    Map.of(
                            Status.INFECTED,
                            new Reaction(Action.DISINFECT, true, "[Infected]"),
                            Status.DISINFECTED,
                            new Reaction(Action.DISINFECT, true, "[Cured]"),
                            Status.ENCRYPTED,
                            tag("[Encrypted]"),
                            Status.MACROS_DETECTED,
                            tag("[Macros]"),
                            Status.INTRUSION_THREAT,
                            new Reaction(Action.REJECT, false, "[Infected]"),
                            Status.ERROR,
                            Reaction.of(Action.TEMPFAIL),
                            Status.BASES_ERROR,
                            Reaction.of(Action.TEMPFAIL));
            case LINKS ->
                    Map.of(Status.DETECTED, new Reaction(Action.REJECT, false, "[Malicious link]"));
            case ANTISPAM ->
                    Map.of(
                            Status.SPAM,
                            tag("[Spam]"),
                            Status.PROBABLE_SPAM,
                            tag("[Probable spam]"),
                            Status.MASS_MAIL,
                            tag("[Bulk]"));
            case ANTIPHISHING ->
                    Map.of(Status.PHISHING, new Reaction(Action.REJECT, false, "[Phishing]"));
            case IMPERSONATION -> Map.of(Status.DETECTED, tag("[Impersonation]"));
            case CONTENT, AUTHENTICATION -> Map.of();
            case SANDBOX ->
                    Map.of(
                            Status.DETECTED,
                            new Reaction(Action.DELETE_MESSAGE, true, "[Sandbox detection]"));
        };
    }

    private static Reaction tag(String tag) {
        return new Reaction(Action.SKIP, false, tag);
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
