package dev.mailwarden.policy;

/**
 * Text with macros such as {@code %SUBJECT%}, in both forms that mail has.
 *
 * @param subject for notifications; empty for what is put into messages
 * @param html empty: made from the text
 */
public record Template(String subject, String text, String html) {}
