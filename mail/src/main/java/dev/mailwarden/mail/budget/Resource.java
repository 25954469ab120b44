package dev.mailwarden.mail.budget;

/** What a budget counts. */
public enum Resource {
    /** Time since the budget was opened, as a clock on the wall shows it. */
    WALL_TIME("timeout"),

    /** Time of a processor spent on one object. */
    CPU_TIME("timeout"),

    /** Octets that decoders and unpackers give. */
    OCTETS("size-limit"),

    /** Octets that come out of a container for each that is in it. */
    RATIO("size-limit"),

    /** Entries of containers. */
    ENTRIES("size-limit"),

    /** Messages, multiparts and containers within one another. */
    DEPTH("nesting-level"),

    /** Parts of messages, each view of a part counted. */
    PARTS("size-limit"),

    /** Header fields of all parts. */
    HEADERS("size-limit"),

    /** URLs. */
    URLS("size-limit");

    private final String reason;

    Resource(String reason) {
        this.reason = reason;
    }

    /** The word of a status {@code Error} that this resource leads to when it runs out. */
    public String reason() {
        return reason;
    }
}
