package dev.mailwarden.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Messages that people wrote, from the archives of the test data, made fit for SMTP. */
public final class RealMail {

    private RealMail() {}

    /**
     * {@return messages by their names, evenly from all archives; without them the test is skipped}
     *
     * @param count about how many
     * @param unpacked an empty directory
     */
    public static Map<String, byte[]> sample(int count, Path unpacked)
            throws IOException, InterruptedException {
        try (Stream<Path> archives = Files.list(SharedData.require("corpus"))) {
            for (Path archive :
                    archives.filter(file -> file.toString().endsWith(".tar.zst"))
                            .sorted()
                            .toList()) {
                unpack(archive, unpacked);
            }
        }
        try (Stream<Path> found = Files.walk(unpacked)) {
            var files = found.filter(Files::isRegularFile).sorted().toList();
            Map<String, byte[]> sample = new TreeMap<>();
            for (int i = 0; i < count; i++) {
                Path file = files.get((int) ((long) i * files.size() / count));
                sample.put(
                        unpacked.relativize(file).toString().replace('/', '_'),
                        canonical(Files.readAllBytes(file)));
            }
            return sample;
        }
    }

    private static void unpack(Path archive, Path directory)
            throws IOException, InterruptedException {
        Process tar =
                new ProcessBuilder(
                                "tar",
                                "--zstd",
                                "-xf",
                                archive.toString(),
                                "-C",
                                directory.toString())
                        .redirectErrorStream(true)
                        .start();
        try (InputStream in = tar.getInputStream()) {
            String said = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (tar.waitFor() != 0) {
                throw new IOException("tar: " + said);
            }
        }
    }

    /** Without a leading mbox line, each line ending in CRLF. */
    private static byte[] canonical(byte[] raw) {
        var out = new ByteArrayOutputStream(raw.length + raw.length / 32);
        int previous = '\n';
        for (int i = afterMboxLine(raw); i < raw.length; i++) {
            if (raw[i] == '\n' && previous != '\r') {
                out.write('\r');
            }
            out.write(raw[i]);
            previous = raw[i];
        }
        if (previous != '\n') {
            out.write('\r');
            out.write('\n');
        }
        return out.toByteArray();
    }

    private static int afterMboxLine(byte[] raw) {
        boolean mbox =
                raw.length > 5 && new String(raw, 0, 5, StandardCharsets.US_ASCII).equals("From ");
        int end = 0;
        while (mbox && end < raw.length && raw[end] != '\n') {
            end++;
        }
        return mbox ? Math.min(end + 1, raw.length) : 0;
    }
}
