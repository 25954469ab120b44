package dev.mailwarden.queue;

/**
 * What became of an administrator's wish to delete recipients of a message.
 *
 * @param removed recipients that were deleted
 * @param busy recipients that were left, because they are being tried or moved just now
 */
public record Removal(int removed, int busy) {}
