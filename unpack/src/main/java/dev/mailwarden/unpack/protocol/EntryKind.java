package dev.mailwarden.unpack.protocol;

/** What an entry becomes where it is unpacked. */
public enum EntryKind {
    FILE,
    DIRECTORY,
    /** Symbolic or hard; the head names its target. */
    LINK,
    /** A device, a pipe, or what no reader knows. */
    SPECIAL
}
