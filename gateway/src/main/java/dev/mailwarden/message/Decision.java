package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What was decided about a whole message: a judgement for each recipient, and what the client is
 * told. A recipient is refused alone only in the replies of a negotiated PRDR, so that nobody is
 * ever sent a bounce for what the gateway would not have (ACT-4).
 */
public sealed interface Decision {

    /** The revision of the policy that it was decided by. */
    long revision();

    /** Every recipient once. */
    List<Judgement> judgements();

    /**
     * Nothing is taken: for every recipient the fate is the same, REFUSED or PUT_OFF. What is to be
     * backed up is still kept.
     */
    record Refuse(long revision, List<Judgement> judgements, Reply reply) implements Decision {

        public Refuse {
            judgements = eachOnce(judgements);
        }
    }

    /**
     * The message is taken.
     *
     * @param replies one for each recipient, for a client that negotiated PRDR; else empty, and
     *     then no recipient is refused or put off. With replies it may be that nobody is delivered
     *     to, if some are refused and all others put off
     */
    record Take(long revision, List<Judgement> judgements, List<Reply> replies)
            implements Decision {

        public Take {
            judgements = eachOnce(judgements);
            replies = List.copyOf(replies);
            if (replies.isEmpty()
                    && judgements.stream()
                            .map(Judgement::fate)
                            .anyMatch(fate ->
                                    fate == Judgement.Fate.REFUSED
                                            || fate == Judgement.Fate.PUT_OFF)) {
                throw new IllegalArgumentException("a single refusal that cannot be told");
            }
        }
    }

    private static List<Judgement> eachOnce(List<Judgement> judgements) {
        Set<Integer> seen = new HashSet<>();
        for (Judgement judgement : judgements) {
            for (int recipient : judgement.recipients()) {
                if (!seen.add(recipient)) {
                    throw new IllegalArgumentException("two judgements for " + recipient);
                }
            }
        }
        return List.copyOf(judgements);
    }
}
