package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.ForeignOctets;

/** How the octets of a body are written (RFC 2045 §6), and what mail readers know beside. */
@ForeignOctets
public enum TransferEncoding {
    /** 7bit, 8bit, binary, or nothing said. */
    IDENTITY,
    BASE64,
    QUOTED_PRINTABLE,
    UUENCODE,
    BINHEX,
    YENC;

    /** {@return octets with this encoding undone} */
    public byte[] decode(byte[] octets) {
        return BodyCoding.of(this).decoder().decode(octets);
    }

    boolean isIdentity() {
        return this == IDENTITY;
    }
}
