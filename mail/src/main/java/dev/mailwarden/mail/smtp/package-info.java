/** SMTP as RFC 5321 and its extensions write it: grammar, replies, lines, the client's dialogue. */
@NullMarked
package dev.mailwarden.mail.smtp;

import org.jspecify.annotations.NullMarked;
