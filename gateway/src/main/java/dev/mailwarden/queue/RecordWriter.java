package dev.mailwarden.queue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes the primitive parts of records: little-endian, strings in UTF-8 with their length. */
final class RecordWriter {

    private byte[] octets = new byte[256];
    private ByteBuffer view = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);

    private ByteBuffer room(int length) {
        if (view.remaining() < length) {
            int used = view.position();
            octets = Arrays.copyOf(octets, Math.max(used + length, octets.length * 2));
            view = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).position(used);
        }
        return view;
    }

    RecordWriter octet(int value) {
        room(1).put((byte) value);
        return this;
    }

    RecordWriter number(int value) {
        room(4).putInt(value);
        return this;
    }

    RecordWriter number(long value) {
        room(8).putLong(value);
        return this;
    }

    RecordWriter octets(byte[] value) {
        room(value.length).put(value);
        return this;
    }

    RecordWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        room(4 + utf8.length).putInt(utf8.length).put(utf8);
        return this;
    }

    RecordWriter numbers(List<Integer> values) {
        number(values.size());
        values.forEach(this::number);
        return this;
    }

    /** Begins a record; {@link #end} with the result completes it. */
    int begin(int type) {
        octet(type);
        number(0);
        return view.position();
    }

    /** Writes the record's length where {@link #begin} left room for it. */
    void end(int begun) {
        view.putInt(begun - 4, view.position() - begun);
    }

    byte[] toByteArray() {
        return Arrays.copyOf(octets, view.position());
    }
}
