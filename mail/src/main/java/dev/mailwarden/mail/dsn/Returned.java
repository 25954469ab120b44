package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.mail.smtp.Ret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What of a message goes back with a notification (RFC 3461 §4.3). */
public final class Returned {

    private final byte[] octets;
    private final Ret ret;
    private final boolean utf8Header;

    private Returned(byte[] octets, Ret ret, boolean utf8Header) {
        this.octets = octets;
        this.ret = ret;
        this.utf8Header = utf8Header;
    }

    /**
     * Takes the whole message or only its header.
     *
     * @param message the octets, or their beginning if only the header is wanted; lines end in CRLF
     */
    public static Returned of(byte[] message, Ret ret) {
        HeaderBlock header = HeaderBlock.read(message);
        byte[] top = Arrays.copyOf(message, header.bodyStart());
        boolean utf8 = hasEightBit(top) && isUtf8(top);
        return switch (ret) {
            case FULL -> new Returned(message.clone(), ret, utf8);
            case HDRS -> new Returned(top, ret, utf8);
        };
    }

    byte[] octets() {
        return octets;
    }

    boolean isEightBit() {
        return hasEightBit(octets);
    }

    /** The type of the part; a header in UTF-8 asks for those of RFC 6532 §3.7 and RFC 6533 §6. */
    String mediaType() {
        return switch (ret) {
            case FULL -> utf8Header ? "message/global" : "message/rfc822";
            case HDRS -> utf8Header ? "message/global-headers" : "text/rfc822-headers";
        };
    }

    String description() {
        return switch (ret) {
            case FULL -> "Undelivered message";
            case HDRS -> "Header of the message";
        };
    }

    static boolean hasEightBit(byte[] octets) {
        int bits = 0;
        for (byte octet : octets) {
            bits |= octet;
        }
        return bits < 0;
    }

    private static boolean isUtf8(byte[] octets) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
