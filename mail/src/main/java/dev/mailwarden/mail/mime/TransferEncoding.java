package dev.mailwarden.mail.mime;

/** How the octets of a body are written (RFC 2045 §6), and what mail readers know beside. */
public enum TransferEncoding {
    /** 7bit, 8bit, binary, or nothing said. */
    IDENTITY,
    BASE64,
    QUOTED_PRINTABLE,
    UUENCODE,
    BINHEX,
    YENC;

    boolean isIdentity() {
        return this == IDENTITY;
    }
}
