package dev.mailwarden.unpack.protocol;

/** What is wrong with the name of an entry, or with the target of a link. */
public enum NameFlaw {
    /** Begins at a root, a drive or a server. */
    ABSOLUTE,
    /** Goes up by {@code ..}. */
    PARENT,
    /** Holds a NUL, where some readers end the name. */
    NUL,
    /** Holds a backslash, which some readers take for a separator. */
    BACKSLASH,
    /** Longer than {@link EntryHead#MAX_NAME}, and cut. */
    CUT
}
