package dev.mailwarden.unpack.protocol;

/** What a job can use up. */
public enum Resource {
    OCTETS,
    RATIO,
    ENTRIES,
    CPU
}
