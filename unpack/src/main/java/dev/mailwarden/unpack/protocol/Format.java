package dev.mailwarden.unpack.protocol;

/** A kind of container that the worker opens. */
public enum Format {
    /** PKWARE's APPNOTE, with ZIP64. */
    ZIP,

    /** POSIX ustar and pax, GNU and the one of Unix version 7. */
    TAR,

    /** RFC 1952; its one entry is what all members together unpack to. */
    GZIP
}
