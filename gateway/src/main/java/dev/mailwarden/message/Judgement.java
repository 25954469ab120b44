package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.Mailbox;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was decided for the recipients of a message that one rule applies to.
 *
 * <p>Recipients inside and outside get a judgement each where they get different marks; what is
 * done once for both, such as letters, stands in the first.
 *
 * @param rule the id of the rule
 * @param recipients their places in the envelope, at least one
 * @param verdict what the modules said under this rule
 * @param action the strictest that was called for
 * @param decidedBy the module that called for it; empty if the rule or a list did, or nobody
 * @param fate what becomes of the message for these recipients
 * @param backup whether the original is kept in Backup
 * @param edits to what is delivered, in the order in which they are made
 * @param blindCopies get the original, whatever the fate is (ACT-6)
 * @param letters notifications about it
 */
public record Judgement(
        String rule,
        String ruleName,
        List<Integer> recipients,
        Verdict verdict,
        Action action,
        Optional<ModuleName> decidedBy,
        Fate fate,
        boolean backup,
        List<Edit> edits,
        Set<Mailbox> blindCopies,
        List<Letter> letters) {

    /** What becomes of a message for a recipient, once the reply is given. */
    public enum Fate {
        /** It is delivered. */
        DELIVERED("delivered"),
        /** The client was told that it is not taken. */
        REFUSED("refused"),
        /** The client is to come again. */
        PUT_OFF("put-off"),
        /** It is kept until a person decides (DATA-22). */
        QUARANTINED("quarantined"),
        /** It goes, and nobody is told. */
        DISCARDED("discarded");

        private final String text;

        Fate(String text) {
            this.text = text;
        }

        /** {@return the word in events, metrics and the console} */
        public String text() {
            return text;
        }
    }

    public Judgement {
        recipients = List.copyOf(recipients);
        edits = List.copyOf(edits);
        blindCopies = Set.copyOf(blindCopies);
        letters = List.copyOf(letters);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a judgement about nobody");
        }
        if (fate != Fate.DELIVERED && !edits.isEmpty()) {
            throw new IllegalArgumentException("edits to what is not delivered");
        }
    }
}
