package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;

/** One forward-path of a transaction with what the client asked for it. */
public record Recipient(Mailbox mailbox, RcptParameters parameters) {}
