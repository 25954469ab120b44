package dev.mailwarden.config;

/** A change of the global lists. */
public sealed interface ListChange {

    /** Adds an entry, unless the same one is there. */
    record Add(ListEntry entry) implements ListChange {}

    /** Takes an entry away; its row stays, for the revisions that had it. */
    record Remove(long id) implements ListChange {}
}
