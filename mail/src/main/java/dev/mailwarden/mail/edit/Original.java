package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.mime.Octets;

/**
 * A message that goes with one of our own, as it is.
 *
 * @param eightBitHeader an octet above 127 in its header
 * @param eightBitBody an octet above 127 in its body
 * @param binary whether it is not made of lines (RFC 3030 §3)
 */
public record Original(
        Octets octets, boolean eightBitHeader, boolean eightBitBody, boolean binary) {

    /** The type that admits its header (RFC 2046 §5.2.1, RFC 6532 §3.7). */
    String mediaType() {
        return eightBitHeader ? "message/global" : "message/rfc822";
    }

    String encoding() {
        if (binary) {
            return "binary";
        }
        return eightBitHeader || eightBitBody ? "8bit" : "7bit";
    }
}
