package dev.mailwarden.scan.unpack;

import dev.mailwarden.mail.mime.Range;
import dev.mailwarden.unpack.protocol.Allowance;
import dev.mailwarden.unpack.protocol.Format;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Real workers on the class path of the tests, and containers for them. */
public final class Workers {

    static final Duration WALL = Duration.ofSeconds(30);

    /** What the worker may load, as in the product. */
    private static final List<String> LIBRARIES =
            List.of("unpack", "commons-compress", "commons-io", "commons-lang3", "commons-codec");

    private Workers() {}

    public static Launch launch() {
        return new Launch(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> LIBRARIES.stream().anyMatch(entry::contains))
                        .filter(entry -> !entry.contains("gateway" + File.separator + "target"))
                        .map(Path::of)
                        .toList(),
                false);
    }

    /** A program that the gateway takes for a worker. */
    public static Launch program(Path program) {
        return new Launch(program, List.of(), false);
    }

    public static Unpackers start(Launch launch, Path directory, int width) throws IOException {
        return Unpackers.start(launch, directory, 1 << 20, width, System::nanoTime);
    }

    static Opening open(Unpackers unpackers, Format format, byte[] container) {
        return open(unpackers, format, container, Allowance.DEFAULT, WALL);
    }

    static Opening open(
            Unpackers unpackers,
            Format format,
            byte[] container,
            Allowance allowance,
            Duration wall) {
        return unpackers.open(
                format, new ByteArrayInputStream(container), container.length, allowance, wall);
    }

    static byte[] zip(Map<String, String> entries) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static String text(Entry entry) {
        try (var in = entry.content().stream(new Range(0, entry.content().length()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
