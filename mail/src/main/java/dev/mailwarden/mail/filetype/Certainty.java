package dev.mailwarden.mail.filetype;

/** How much a type is worth; the best first. */
public enum Certainty {
    /** Structure, or at least four fixed octets, say so. */
    CERTAIN,
    /** Few fixed octets, or words that text of that type has, say so. */
    LIKELY,
    /** Text that looks so, or that the sender calls so and that could be. */
    GUESS
}
