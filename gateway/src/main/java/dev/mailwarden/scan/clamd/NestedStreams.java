package dev.mailwarden.scan.clamd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Compressed streams in one another, to see whether a scanner tells where it stops. */
final class NestedStreams {

    private NestedStreams() {}

    static byte[] ofDepth(int depth) {
        byte[] inner = new byte[16];
        for (int i = 0; i < depth; i++) {
            inner = compressed(inner);
        }
        return inner;
    }

    private static byte[] compressed(byte[] octets) {
        var out = new ByteArrayOutputStream();
        try (var stream = new GZIPOutputStream(out)) {
            stream.write(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
