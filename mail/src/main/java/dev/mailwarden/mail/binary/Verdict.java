package dev.mailwarden.mail.binary;

/** Whether binary mail can be made of lines. */
public sealed interface Verdict {

    /** It can, and so. */
    record Convertible(Conversion conversion) implements Verdict {}

    /**
     * It cannot without guessing, or without breaking a seal.
     *
     * @param why of one line, about the message as "it"
     */
    record Refused(String why) implements Verdict {}
}
