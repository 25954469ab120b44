package dev.mailwarden.mail.sasl;

import dev.mailwarden.mail.ForeignOctets;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** BASE64 as SASL and RFC 4954 want it: one line, padded, nothing else in it. */
@ForeignOctets
public final class Base64Text {

    private Base64Text() {}

    /** {@return the octets, or empty if the text is no BASE64} */
    public static Optional<byte[]> decode(String text) {
        if (text.length() % 4 != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Encodes octets. */
    public static String encode(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }
}
