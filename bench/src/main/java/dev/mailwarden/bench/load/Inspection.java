package dev.mailwarden.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** What a received message turned out to be. */
public sealed interface Inspection {

    /** Exactly what was sent, below trace fields (RFC 5321 §4.4). */
    record Intact(MessageId id) implements Inspection {}

    /** A message of ours that something was done to. */
    record Altered(MessageId id, String how) implements Inspection {}

    /** Not a message of the load generator. */
    record Foreign(String why) implements Inspection {}

    /** Looks at the first {@code length} octets, dot-stuffing already removed. */
    static Inspection of(byte[] message, int length) {
        int at = 0;
        while (at < length && !isMark(message, at, length)) {
            at = TraceFields.endOfLine(message, at, length);
        }
        if (at == length) {
            return new Foreign("has no mark");
        }
        Inspection found = marked(message, at, length);
        return found instanceof Intact(var id) && !TraceFields.fill(message, at)
                ? new Altered(id, "more than trace fields on top")
                : found;
    }

    private static Inspection marked(byte[] message, int at, int length) {
        int idAt = at + Mould.MARK.length;
        int crcAt = idAt + MessageId.WRITTEN + 1;
        MessageId id;
        int expected;
        try {
            id = MessageId.parse(ascii(message, idAt, MessageId.WRITTEN));
            expected = HexFormat.fromHexDigits(ascii(message, crcAt, 8));
        } catch (IllegalArgumentException e) {
            return new Foreign("has a damaged mark: " + e.getMessage());
        }
        var crc = new CRC32C();
        crc.update(message, idAt, MessageId.WRITTEN);
        int from = at + Mould.MARK_LENGTH;
        crc.update(message, from, length - from);
        return (int) crc.getValue() == expected
                ? new Intact(id)
                : new Altered(id, "checksum differs, " + (length - at) + " octets");
    }

    private static boolean isMark(byte[] message, int at, int length) {
        return at + Mould.MARK_LENGTH <= length
                && Arrays.equals(
                        message, at, at + Mould.MARK.length, Mould.MARK, 0, Mould.MARK.length);
    }

    private static String ascii(byte[] octets, int at, int length) {
        return new String(octets, at, length, StandardCharsets.ISO_8859_1);
    }
}
