package dev.mailwarden.unpack.protocol;

/**
 * Something about a container that makes readers disagree, or that honest writers do not do.
 *
 * @param kind what
 * @param detail for people: our words and numbers, never octets of the container
 */
public record Finding(Kind kind, String detail) {

    /** Characters of a detail. */
    public static final int MAX_DETAIL = 200;

    /** What there is to find. */
    public enum Kind {
        /** A local header and the directory say different things of one entry. */
        HEADERS_DISAGREE,
        /** There is an entry that the directory does not name. */
        HIDDEN_ENTRY,
        /** The directory names an entry that is not there. */
        MISSING_ENTRY,
        /** Octets belong to several entries. */
        OVERLAP,
        /** Two entries have one name, letter case aside. */
        DUPLICATE_NAME,
        /** One entry has several names. */
        SEVERAL_NAMES,
        /** There are several directories, or one can be read at several places. */
        SEVERAL_DIRECTORIES,
        /** There is no directory. */
        NO_DIRECTORY,
        /** Something stands in front. */
        PREFIX,
        /** Something stands behind. */
        SUFFIX,
        /** It is a part of several volumes. */
        VOLUME,
        /** A declared length is not the real one. */
        WRONG_LENGTH,
        /** A check sum does not agree. */
        WRONG_CHECKSUM,
        /** The container breaks off or contradicts itself. */
        DAMAGED,
        /** Several containers stand one behind the other. */
        SEVERAL_MEMBERS,
        /** An entry that should have no content has some. */
        UNEXPECTED_CONTENT
    }

    public Finding {
        if (detail.length() > MAX_DETAIL) {
            throw new IllegalArgumentException(
                    "a detail has at most " + MAX_DETAIL + " characters");
        }
    }
}
