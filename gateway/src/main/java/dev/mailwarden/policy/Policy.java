package dev.mailwarden.policy;

import dev.mailwarden.mail.smtp.Mailbox;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One state of everything that decides about messages. A message is judged by one such value from
 * its first to its last step, whatever is changed meanwhile.
 *
 * @param protection the switches and limits of the modules
 * @param rules by falling priority; the last is {@link Rule#DEFAULT_ID} and matches everything
 * @param lists who is refused or let through before rules are looked at
 * @param dictionaries by name, for conditions to refer to
 * @param templates by name, for disclaimers, warnings and notifications to refer to
 * @param marking what is written into delivered mail
 * @param generalRecipients whom every notification goes to as well (NOTE-1)
 */
public record Policy(
        Protection protection,
        List<Rule> rules,
        Lists lists,
        Map<String, Dictionary> dictionaries,
        Map<String, Template> templates,
        Marking marking,
        Set<Mailbox> generalRecipients) {

    public Policy {
        rules = List.copyOf(rules);
        dictionaries = Map.copyOf(dictionaries);
        templates = Map.copyOf(templates);
        generalRecipients = Set.copyOf(generalRecipients);
        if (rules.isEmpty() || !rules.getLast().isDefault()) {
            throw new IllegalArgumentException("the last rule must be " + Rule.DEFAULT_ID);
        }
        Set<String> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Rule rule : rules) {
            if (!ids.add(rule.id()) || !names.add(rule.name())) {
                throw new IllegalArgumentException("two rules are named " + rule.name());
            }
        }
    }

    /** The same with other switches. */
    public Policy with(Protection other) {
        return new Policy(other, rules, lists, dictionaries, templates, marking, generalRecipients);
    }
}
