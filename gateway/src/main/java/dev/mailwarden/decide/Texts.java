package dev.mailwarden.decide;

import dev.mailwarden.message.Finding;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Recipient;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is said of one group's share of a message, in header fields, notes and letters. */
final class Texts {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /** More addresses than anyone reads; a transaction may have tens of thousands. */
    private static final int MAX_ADDRESSES = 20;

    private final Node node;
    private final Facts facts;
    private final Ruling ruling;
    private final Fate fate;

    Texts(Node node, Facts facts, Ruling ruling, Fate fate) {
        this.node = node;
        this.facts = facts;
        this.ruling = ruling;
        this.fate = fate;
    }

    /** {@return what was done, such as {@code AttachmentDeleted}} */
    String action() {
        return switch (fate) {
            case DELIVERED ->
                    switch (ruling.action()) {
                        case DELETE_ATTACHMENT -> "AttachmentDeleted";
                        case DISINFECT -> "Disinfected";
                        case SKIP, TEMPFAIL, QUARANTINE, REJECT, DELETE_MESSAGE -> "Skipped";
                    };
            case REFUSED -> "Rejected";
            case PUT_OFF -> "PutOff";
            case QUARANTINED -> "Quarantined";
            case DISCARDED -> "Deleted";
        };
    }

    /** {@return the same with the module that called for it} */
    String actionAndModule() {
        return ruling.decidedBy().map(module -> action() + ", " + name(module)).orElse(action());
    }

    /** {@return the name of a module in header fields} */
    static String name(ModuleName module) {
        String lower = module.name().toLowerCase(Locale.ROOT);
        return Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
    }

    /** {@return what templates may speak of} */
    MacroValues values(Collection<Finding> findings) {
        Map<Macro, String> values = new EnumMap<>(Macro.class);
        values.put(Macro.PRODUCT_NAME, node.product());
        values.put(Macro.NODE_NAME, node.name());
        values.put(Macro.NODE_IP, node.ip());
        values.put(Macro.NODE_PORT, Integer.toString(node.port()));
        values.put(Macro.DATE, DATE.format(facts.now()));
        values.put(Macro.MESSAGE_ID, facts.journey().toString());
        values.put(Macro.SMTP_MESSAGE_ID, facts.messageId());
        values.put(Macro.SUBJECT, facts.subject());
        values.put(Macro.SENDER, facts.sender().reversePath().toString());
        values.put(Macro.SENDER_IP, facts.sender().client().getHostAddress());
        List<Recipient> all = facts.envelope().recipients();
        values.put(Macro.ALL_RECIPIENTS, addresses(all));
        values.put(
                Macro.AFFECTED_RECIPIENTS,
                addresses(ruling.group().recipients().stream().map(all::get).toList()));
        values.put(Macro.AFFECTED_RULES, ruling.group().rule().name());
        values.put(Macro.MESSAGE_ACTION, action() + (ruling.isBackedUp() ? ", backed up" : ""));
        return new MacroValues(
                values,
                findings.stream()
                        .map(it -> new MacroValues.Item(it.object(), it.text()))
                        .distinct()
                        .toList());
    }

    private static String addresses(List<Recipient> recipients) {
        String shown =
                recipients.stream()
                        .limit(MAX_ADDRESSES)
                        .map(recipient -> recipient.mailbox().toString())
                        .collect(Collectors.joining(", "));
        int more = recipients.size() - MAX_ADDRESSES;
        return more > 0 ? shown + " and " + more + " more" : shown;
    }
}
