package dev.mailwarden.queue;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@link RecordWriter} wrote. What it reads passed a checksum, so a length that does not
 * fit is a fault of this program or a newer one: {@link java.nio.BufferUnderflowException}.
 */
final class RecordReader {

    private final ByteBuffer octets;

    RecordReader(ByteBuffer octets) {
        this.octets = octets;
    }

    int octet() {
        return octets.get();
    }

    int number() {
        return octets.getInt();
    }

    long longNumber() {
        return octets.getLong();
    }

    byte[] octets(int length) {
        if (length < 0 || length > octets.remaining()) {
            throw new BufferUnderflowException(); // before memory is taken for it
        }
        byte[] value = new byte[length];
        octets.get(value);
        return value;
    }

    String text() {
        return new String(octets(number()), StandardCharsets.UTF_8);
    }

    List<Integer> numbers() {
        int count = number();
        List<Integer> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(number());
        }
        return values;
    }
}
