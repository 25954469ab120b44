package dev.mailwarden.unpack.protocol;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes a payload, field after field. */
final class FieldWriter {

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(octets);

    /** What may fail on a disk, and does not in memory. */
    private interface Step {
        void run() throws IOException;
    }

    private FieldWriter put(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    FieldWriter one(Enum<?> value) {
        return text(value.name());
    }

    FieldWriter some(Set<? extends Enum<?>> values) {
        return text(values.stream().map(Enum::name).sorted().collect(Collectors.joining(",")));
    }

    FieldWriter number(int value) {
        return put(() -> out.writeInt(value));
    }

    FieldWriter number(long value) {
        return put(() -> out.writeLong(value));
    }

    FieldWriter octets(byte[] value) {
        if (value.length > 0xffff) {
            throw new IllegalArgumentException("a field of " + value.length + " octets");
        }
        return put(() -> {
            out.writeShort(value.length);
            out.write(value);
        });
    }

    FieldWriter text(String value) {
        return octets(value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] payload() {
        return octets.toByteArray();
    }
}
