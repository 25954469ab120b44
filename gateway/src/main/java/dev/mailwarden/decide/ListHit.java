package dev.mailwarden.decide;

import dev.mailwarden.message.Reason;
import dev.mailwarden.policy.Lists;

/**
 * An entry of a list that holds for a pair of sender and recipient.
 *
 * @param position of the entry in its list, from 0
 */
public record ListHit(Which list, int position, Lists.Entry entry) {

    /** The lists, in the order in which they are looked at (LIST-0). */
    public enum Which {
        DENY("deny list", Reason.DENYLIST),
        ALLOW("allow list", Reason.ALLOWLIST);

        private final String text;
        private final Reason reason;

        Which(String text, Reason reason) {
            this.text = text;
            this.reason = reason;
        }

        /** {@return the name for people} */
        public String text() {
            return text;
        }

        /** {@return why modules do not look after a hit (LIST-3)} */
        public Reason reason() {
            return reason;
        }
    }

    /** Whether the message is refused. */
    public boolean denies() {
        return list == Which.DENY;
    }
}
