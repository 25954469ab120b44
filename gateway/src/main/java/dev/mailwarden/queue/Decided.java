package dev.mailwarden.queue;

/**
 * What became of an administrator's decision about recipients of a message.
 *
 * @param done recipients for which it was made true
 * @param busy recipients that were left, because they are being tried or moved just now
 */
public record Decided(int done, int busy) {}
