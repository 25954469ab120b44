package dev.mailwarden.policy;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Network;

/**
 * One way in which a sender or a recipient is named (RULE-5). Case never matters, and a domain
 * equals itself in A-labels and in U-labels.
 */
public sealed interface Criterion {

    /** One address. */
    record Address(Mailbox mailbox) implements Criterion {

        @Override
        public String toString() {
            return mailbox.toString();
        }
    }

    /** The null reverse-path; besides it only the mask {@code *} matches that. Senders only. */
    record Nobody() implements Criterion {

        @Override
        public String toString() {
            return "<>";
        }
    }

    /** A mask over the whole address, {@code *} for any text and {@code ?} for any character. */
    record Mask(String mask) implements Criterion {

        @Override
        public String toString() {
            return mask;
        }
    }

    /** A linear-time regular expression found anywhere in the address, written {@code re:…}. */
    record Expression(String expression) implements Criterion {

        @Override
        public String toString() {
            return "re:" + expression;
        }
    }

    /** The client's network. Senders only. */
    record Client(Network network) implements Criterion {

        @Override
        public String toString() {
            return network.toString();
        }
    }
}
