package dev.mailwarden.config;

import java.time.Instant;

/**
 * One change of settings, rules and lists that was made (WHAT-4). It never changes.
 *
 * @param number from 1 upwards
 * @param parent the one before, 0 for none
 * @param author the account that made it
 * @param comment why, in its words
 */
public record Revision(long number, long parent, String author, String comment, Instant at) {}
