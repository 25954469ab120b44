package dev.mailwarden.mail.mime;

/**
 * How a message came in, as the {@code with} clause of a trace field names it (RFC 3848 §2; RFC
 * 6531 §4.3 for those with SMTPUTF8).
 */
public enum Protocol {
    SMTP,
    ESMTP,
    ESMTPS,
    ESMTPA,
    ESMTPSA,
    UTF8SMTP,
    UTF8SMTPS,
    UTF8SMTPA,
    UTF8SMTPSA;

    /** Finds the name. TLS, authentication and SMTPUTF8 have names only together with EHLO. */
    public static Protocol of(boolean esmtp, boolean tls, boolean authenticated, boolean smtpUtf8) {
        if (!esmtp) {
            return SMTP;
        }
        String base = smtpUtf8 ? "UTF8SMTP" : "ESMTP";
        return valueOf(base + (tls ? "S" : "") + (authenticated ? "A" : ""));
    }

    /** Whether the message was sent with SMTPUTF8, so that its header may have UTF-8 in it. */
    public boolean isUtf8() {
        return name().startsWith("UTF8");
    }
}
