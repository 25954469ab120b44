package dev.mailwarden.mail.smtp;

/** What makes the lines of a message unfit to be passed on (RFC 5321 §2.3.8, §4.1.1.4). */
public enum LineFault {
    NUL("a NUL octet"),
    BARE_CR("a CR without LF"),
    BARE_LF("an LF without CR");

    private final String description;

    LineFault(String description) {
        this.description = description;
    }

    /** Words for a reply: {@code a CR without LF}. */
    public String description() {
        return description;
    }
}
