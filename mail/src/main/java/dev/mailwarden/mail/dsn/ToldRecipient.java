package dev.mailwarden.mail.dsn;

/**
 * A recipient in a text for people.
 *
 * @param reason the words that belong to it
 */
record ToldRecipient(String address, String reason) {}
