package dev.mailwarden.unpack.protocol;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

/**
 * One frame on a pipe: length, type, payload.
 *
 * @param type what the payload is; each side has its own numbers
 */
@SuppressWarnings("ArrayRecordComponent") // taken apart at once, never compared
public record Frame(int type, byte[] payload) {

    /** Octets of a container or a content in one frame. */
    public static final int MAX_PIECE = 65_536;

    /** Octets of a payload. */
    public static final int MAX_PAYLOAD = MAX_PIECE;

    void write(DataOutputStream out) throws IOException {
        out.writeInt(payload.length);
        out.writeByte(type);
        out.write(payload);
    }

    /** {@return the next frame, or empty if the other side ended between two} */
    static Optional<Frame> read(DataInputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        int length = (first << 24) | (in.readUnsignedByte() << 16) | in.readUnsignedShort();
        if (length < 0 || length > MAX_PAYLOAD) {
            throw new ProtocolException(
                    "a frame of " + Integer.toUnsignedString(length) + " octets");
        }
        int type = in.readUnsignedByte();
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("within a frame");
        }
        return Optional.of(new Frame(type, payload));
    }
}
