package dev.mailwarden.decide;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * A policy compiled for use: indexes over its rules and lists, its templates read, all of it
 * checked. Never changes; safe for any number of threads. A message is judged by one snapshot from
 * its first to its last step.
 */
public final class PolicySnapshot {

    private final Policy policy;
    private final long revision;
    private final CriteriaIndex byReversePath;
    private final CriteriaIndex byFrom;
    private final CriteriaIndex byRecipient;
    private final ListIndex deny;
    private final ListIndex allow;
    private final Map<String, CompiledTemplate> templates;

    PolicySnapshot(Policy policy, long revision, Map<String, CompiledTemplate> templates) {
        this.policy = policy;
        this.revision = revision;
        this.templates = Map.copyOf(templates);
        List<CriteriaIndex.Side> paths = new ArrayList<>();
        List<CriteriaIndex.Side> froms = new ArrayList<>();
        List<CriteriaIndex.Side> recipients = new ArrayList<>();
        for (int i = 0; i < policy.rules().size(); i++) {
            Rule rule = policy.rules().get(i);
            if (rule.enabled()) {
                (rule.senderIsFrom() ? froms : paths)
                        .add(new CriteriaIndex.Side(i, rule.senders()));
                recipients.add(new CriteriaIndex.Side(i, rule.recipients()));
            }
        }
        this.byReversePath = new CriteriaIndex(paths);
        this.byFrom = new CriteriaIndex(froms);
        this.byRecipient = new CriteriaIndex(recipients);
        this.deny = new ListIndex(ListHit.Which.DENY, policy.lists().deny());
        this.allow = new ListIndex(ListHit.Which.ALLOW, policy.lists().allow());
    }

    /** Checks a policy as a whole and builds its indexes. */
    public static Compilation compile(Policy policy, long revision) {
        return new PolicyCheck(policy).compile(revision);
    }

    public Policy policy() {
        return policy;
    }

    /** {@return the number of the revision, which stands in every decision} */
    public long revision() {
        return revision;
    }

    /**
     * Begins matching for one sender. What was found out about the sender holds for all recipients.
     *
     * @param now entries of lists that ended by then do not count
     */
    public Matcher matcher(Sender sender, Instant now) {
        return new Matcher(sender, now);
    }

    CompiledTemplate template(String name) {
        CompiledTemplate template = templates.get(name);
        if (template == null) {
            throw new IllegalArgumentException("no template is called " + name);
        }
        return template;
    }

    /** The rules and lists for one sender. Used by one thread. */
    public final class Matcher {

        private final Sender sender;
        private final Instant now;
        private final Hits rules;
        private final Hits denied;
        private final Hits allowed;

        private Matcher(Sender sender, Instant now) {
            this.sender = sender;
            this.now = now;
            Party path = sender.asReversePath();
            this.rules = byReversePath.find(path).or(byFrom.find(sender.asFrom()));
            this.denied = deny.senders(path);
            this.allowed = allow.senders(path);
        }

        /** {@return the first rule that matches the pair; the last matches every pair} */
        public Rule rule(Mailbox recipient) {
            return rule(recipient, _ -> true);
        }

        /** The same among some of the rules, by their place. */
        Rule rule(Mailbox recipient, IntPredicate among) {
            Hits recipients = byRecipient.find(Party.recipient(recipient));
            int number = Hits.first(rules, recipients, among);
            if (number == Postings.END) {
                throw new IllegalStateException("the default rule is missing");
            }
            return policy.rules().get(number);
        }

        /** {@return the entry that holds for the pair, of the first list that has one (LIST-0)} */
        public Optional<ListHit> hit(Mailbox recipient) {
            Party party = Party.recipient(recipient);
            return deny.first(denied, sender, party, now)
                    .or(() -> allow.first(allowed, sender, party, now));
        }

        /** {@return entries of all lists that name the pair, in force or not} */
        List<ListHit> named(Mailbox recipient, int most) {
            Party party = Party.recipient(recipient);
            List<ListHit> named = new ArrayList<>(deny.all(denied, party, most));
            named.addAll(allow.all(allowed, party, most - named.size()));
            return named;
        }
    }
}
