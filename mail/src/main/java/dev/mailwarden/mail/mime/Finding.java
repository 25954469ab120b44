package dev.mailwarden.mail.mime;

/**
 * Something about a part that readers take differently.
 *
 * @param path of the part
 */
public record Finding(String path, Ambiguity ambiguity) {}
