package dev.mailwarden.scan.content;

import dev.mailwarden.message.Finding;
import dev.mailwarden.message.Status;
import dev.mailwarden.scan.MailObject;

/**
 * What made a condition hold.
 *
 * @param text for people
 * @param part that it is about; empty for the whole message
 * @param object its name, as far as it has one
 */
record Evidence(Kind kind, String text, String part, String object) {

    /** What the condition is about. */
    enum Kind {
        SIZE("size", Status.SIZE_EXCEEDED),
        NAME("file-name", Status.BANNED_FILE_NAME),
        TYPE("file-type", Status.BANNED_FILE_FORMAT),
        TEXT("text", Status.MATCHED);

        private final String code;
        private final Status status;

        Kind(String code, Status status) {
            this.code = code;
            this.status = status;
        }

        /** {@return the status if nothing of another kind was needed} */
        Status status() {
            return status;
        }
    }

    static Evidence ofMessage(Kind kind, String text) {
        return new Evidence(kind, text, "", "");
    }

    static Evidence of(Kind kind, String text, MailObject object) {
        return new Evidence(kind, text, object.part(), object.path());
    }

    /** {@return the same as a finding of an expression} */
    Finding finding(String expression) {
        return new Finding(kind.code, text, part, object, 0, expression);
    }
}
