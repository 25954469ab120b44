package dev.mailwarden.spool;

/**
 * What is left on a file system.
 *
 * @param freeInodes {@link Long#MAX_VALUE} where the file system does not count them
 */
public record Space(long totalOctets, long freeOctets, long freeInodes) {}
