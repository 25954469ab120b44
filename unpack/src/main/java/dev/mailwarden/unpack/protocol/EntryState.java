package dev.mailwarden.unpack.protocol;

/** How reading an entry ended. */
public enum EntryState {
    /** All of it was read and agrees with its check sum. */
    WHOLE,
    /** It takes a password, and nothing of it was read. */
    ENCRYPTED,
    /** Its method is not known here, or it stands in another volume; nothing of it was read. */
    NOT_OPENED,
    /** It breaks off or contradicts itself; what could be read was handed over. */
    DAMAGED
}
