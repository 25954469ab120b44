package dev.mailwarden.scan.antivirus;

import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;

/** What an engine says of some octets. */
public sealed interface Answer {

    /** It looked at all of them and knows nothing bad of them. */
    record Clean() implements Answer {}

    /** It knows them as malware of that name. */
    record Infected(String name) implements Answer {}

    /** It could not look in without a password. */
    record Encrypted(String name) implements Answer {}

    /** They have macros, and nothing worse is known. */
    record Macros(String name) implements Answer {}

    /**
     * There is no answer, or not about all of them.
     *
     * @param reason one for errors
     * @param detail for administrators
     */
    record Failed(Reason reason, String detail) implements Answer {

        public Failed {
            if (reason.of() != Status.ERROR) {
                throw new IllegalArgumentException(reason + " is no reason for an error");
            }
        }
    }
}
