package dev.mailwarden.mail.smtp;

/** What the client declared about the octets of a message (RFC 6152, RFC 3030). */
public enum BodyType {
    SEVEN_BIT("7BIT"),
    EIGHT_BIT_MIME("8BITMIME"),
    /** Any octets, not made of lines: only by BDAT (RFC 3030 §3). */
    BINARY_MIME("BINARYMIME");

    private final String keyword;

    BodyType(String keyword) {
        this.keyword = keyword;
    }

    /** The value of the BODY parameter. */
    public String keyword() {
        return keyword;
    }
}
