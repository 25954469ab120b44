package dev.mailwarden.storage;

import java.time.Instant;

/**
 * A store's key as it is kept: sealed with a master key, and useless without it.
 *
 * @param store name of the store, lower-case letters and dots
 * @param number from 1 upwards; the highest one writes, all of them read
 * @param master id of the master key that sealed it
 * @param made when the key itself was made
 * @param sealed nonce, cipher text and tag in hexadecimal digits
 */
public record WrappedKey(String store, int number, String master, Instant made, String sealed) {}
