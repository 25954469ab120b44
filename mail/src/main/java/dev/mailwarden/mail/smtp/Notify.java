package dev.mailwarden.mail.smtp;

/** When the sender of a message wants a notification about a recipient (RFC 3461 §4.1). */
public enum Notify {
    NEVER,
    SUCCESS,
    FAILURE,
    DELAY
}
