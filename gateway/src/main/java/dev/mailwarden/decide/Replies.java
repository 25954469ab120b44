package dev.mailwarden.decide;

import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.Status;
import java.util.Collection;
import java.util.List;

/**
 * What the client is told. It learns the class of the problem, never the rule, the module's engine
 * or the words of a filter: who sends what is unwanted would try until it passes.
 */
final class Replies {

    private static final Reply TAKEN = Reply.of(250, 0, 0, "Message accepted");
    private static final Reply LATER =
            Reply.of(451, 7, 1, "Message could not be examined now, try again later");
    private static final Reply REFUSED = refusal("it is against the policy of this site");

    private Replies() {}

    /** {@return the one reply to a message that is taken for nobody} */
    static Reply forAll(Collection<Ruling> rulings, Fate fate) {
        List<Reply> replies = rulings.stream().map(ruling -> of(ruling, fate)).distinct().toList();
        return replies.size() == 1 ? replies.getFirst() : REFUSED;
    }

    /** {@return the reply for the recipients of one group} */
    static Reply of(Ruling ruling, Fate fate) {
        return switch (fate) {
            case DELIVERED, QUARANTINED, DISCARDED -> TAKEN;
            case PUT_OFF -> LATER;
            case REFUSED -> ruling.decider().map(Replies::because).orElse(REFUSED);
        };
    }

    private static Reply because(Demand demand) {
        return refusal(reason(demand));
    }

    /** {@return the class of the problem, in words for strangers} */
    static String reason(Demand demand) {
        if (demand.status().isFailure()) {
            return "it cannot be examined";
        }
        return switch (demand.module()) {
            case ANTIVIRUS -> antivirus(demand.status());
            case LINKS -> "a link in it leads to malicious content";
            case ANTISPAM -> "it looks like unsolicited bulk mail";
            case ANTIPHISHING -> "it looks like phishing";
            case IMPERSONATION -> "its sender could be mistaken for somebody else";
            case CONTENT -> "content of this kind is not accepted";
            case AUTHENTICATION -> "its sender could not be authenticated";
            case SANDBOX -> "it carries malicious content";
        };
    }

    private static String antivirus(Status status) {
        if (status == Status.ENCRYPTED) {
            return "it is encrypted and cannot be examined";
        }
        return status == Status.MACROS_DETECTED
                ? "documents with macros are not accepted"
                : "it carries malicious content";
    }

    private static Reply refusal(String because) {
        return Reply.of(550, 7, 1, "Message refused: " + because);
    }
}
