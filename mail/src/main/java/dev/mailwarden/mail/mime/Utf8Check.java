package dev.mailwarden.mail.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Whether octets are UTF-8. */
final class Utf8Check {

    private Utf8Check() {}

    static boolean isValid(byte[] octets, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, from, to - from));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
