package dev.mailwarden.decide;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Why a message was decided about as it was (WHAT-1), for people who may see everything.
 *
 * @param revision of the policy
 * @param shares one for each group of recipients
 */
public record Explanation(long revision, List<Share> shares) {

    public Explanation {
        shares = List.copyOf(shares);
    }

    /**
     * Why it was decided so for some recipients.
     *
     * @param recipients their places in the envelope; rules and lists are explained for the first
     * @param passed rules above that did not match, from the top, as many as are of use
     * @param morePassed how many more there are
     * @param entries of lists that name the pair, in force or not, in the order they are looked at
     * @param modules what each said, and what that called for
     * @param action the strictest
     * @param decider what it is due to; empty if a list or the rule itself decided, or nothing did
     * @param overruled why the fate is not the one that the action names
     * @param flips single changes that would have led to another action
     */
    public record Share(
            List<Integer> recipients,
            List<Passed> passed,
            int morePassed,
            Matched matched,
            List<Entry> entries,
            List<Said> modules,
            Action action,
            Optional<Demand> decider,
            Fate fate,
            Overruled overruled,
            List<Flip> flips) {

        public Share {
            recipients = List.copyOf(recipients);
            passed = List.copyOf(passed);
            entries = List.copyOf(entries);
            modules = List.copyOf(modules);
            flips = List.copyOf(flips);
        }
    }

    /** A rule that was passed over. */
    public record Passed(String id, String name, Miss miss) {}

    /** Why a rule did not match. */
    public enum Miss {
        DISABLED,
        SENDER,
        RECIPIENT,
        BOTH
    }

    /**
     * The rule that holds.
     *
     * @param position from 1
     * @param sender the first criterion that names the sender, as it is written
     * @param recipient the same for the recipient
     */
    public record Matched(
            int position,
            String id,
            String name,
            Rule.Mode mode,
            String sender,
            String recipient) {}

    /** An entry of a list that names the pair. */
    public record Entry(ListHit hit, Force force) {}

    /** Whether an entry counts. */
    public enum Force {
        /** It decided. */
        HOLDS,
        /** One before it decided. */
        LATER,
        EXPIRED,
        /** What it is bound to does not vouch for the sender. */
        NOT_VOUCHED_FOR
    }

    /**
     * What a module said.
     *
     * @param demands what that called for; none for a clean result
     */
    public record Said(ModuleResult result, List<Demand> demands) {

        public Said {
            demands = List.copyOf(demands);
        }
    }

    /** What kept an action from its own fate. */
    public enum Overruled {
        NOT,
        /** One reply answers for all recipients, and for some the message cannot be taken yet. */
        PUT_OFF_FOR_OTHERS,
        /** One reply answers for all recipients, and for some the message is taken. */
        TAKEN_FOR_OTHERS
    }

    /**
     * A single change, and what it would have led to.
     *
     * @param change what would be different
     * @param rule the id of the rule that would hold
     * @param fate for a message to nobody else
     * @param unknown modules that would be asked and were not; taken to find nothing
     */
    public record Flip(
            String change, String rule, Action action, Fate fate, Set<ModuleName> unknown) {

        public Flip {
            unknown = Set.copyOf(unknown);
        }
    }
}
