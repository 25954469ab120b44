package dev.mailwarden.mail.smtp;

import java.util.Optional;

/** Where notifications about a message go (RFC 5321 §3.3): a mailbox or nobody. */
public sealed interface ReversePath {

    /** The null reverse-path {@code <>}: no notification may be sent (RFC 5321 §4.5.5). */
    record Null() implements ReversePath {
        @Override
        public String toString() {
            return "<>";
        }
    }

    /** A mailbox that wants to hear of failures. */
    record Of(Mailbox mailbox) implements ReversePath {
        @Override
        public String toString() {
            return "<" + mailbox + ">";
        }
    }

    /** {@return the mailbox, or empty for the null reverse-path} */
    default Optional<Mailbox> asMailbox() {
        return switch (this) {
            case Null() -> Optional.empty();
            case Of(Mailbox mailbox) -> Optional.of(mailbox);
        };
    }
}
