package dev.mailwarden.unpack.protocol;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/** Takes a payload apart, field after field. */
final class FieldReader {

    private final ByteBuffer buffer;

    private FieldReader(byte[] payload) {
        this.buffer = ByteBuffer.wrap(payload);
    }

    /**
     * {@return what a payload says}
     *
     * @throws ProtocolException if it is too short, too long, or says what cannot be
     */
    static <T> T read(byte[] payload, Function<FieldReader, T> content) throws ProtocolException {
        FieldReader reader = new FieldReader(payload);
        T result;
        try {
            result = content.apply(reader);
        } catch (BufferUnderflowException e) {
            throw new ProtocolException("a frame is too short");
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("a frame says what cannot be: " + e.getMessage());
        }
        if (reader.buffer.hasRemaining()) {
            throw new ProtocolException("a frame is too long");
        }
        return result;
    }

    <E extends Enum<E>> E one(Class<E> type) {
        return Enum.valueOf(type, text());
    }

    /** Names of enum constants with commas between them. */
    <E extends Enum<E>> Set<E> some(Class<E> type) {
        String names = text();
        Set<E> result = EnumSet.noneOf(type);
        if (!names.isEmpty()) {
            for (String name : names.split(",", -1)) {
                result.add(Enum.valueOf(type, name));
            }
        }
        return result;
    }

    int number() {
        return buffer.getInt();
    }

    long longNumber() {
        return buffer.getLong();
    }

    byte[] octets() {
        byte[] result = new byte[buffer.getShort() & 0xffff];
        buffer.get(result);
        return result;
    }

    String text() {
        return new String(octets(), StandardCharsets.UTF_8);
    }
}
