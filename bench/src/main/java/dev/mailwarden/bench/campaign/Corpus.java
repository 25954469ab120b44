package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.machine.Command;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Real messages from files, made fit for SMTP and otherwise left as they are. */
final class Corpus {

    private static final byte[] MBOX = "From ".getBytes(StandardCharsets.US_ASCII);

    private Corpus() {}

    /** Unpacks every archive and lists the messages in one order on every machine. */
    static List<Path> unpack(Path archives, Path target) throws IOException, InterruptedException {
        List<Path> packed;
        try (Stream<Path> files = Files.list(archives)) {
            packed = files.filter(file -> file.toString().endsWith(".tar.zst")).sorted().toList();
        }
        for (Path archive : packed) {
            Command.output("tar", "--zstd", "-xf", archive.toString(), "-C", target.toString());
        }
        try (Stream<Path> files = Files.walk(target)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /**
     * A message as it is sent: without a leading mbox line, each LF with a CR before it, a CRLF at
     * the end. A CR without LF stays.
     */
    static byte[] message(Path file) throws IOException {
        return canonical(Files.readAllBytes(file));
    }

    static byte[] canonical(byte[] raw) {
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
        if (raw.length < MBOX.length
                || !java.util.Arrays.equals(raw, 0, MBOX.length, MBOX, 0, MBOX.length)) {
            return 0;
        }
        int end = 0;
        while (end < raw.length && raw[end] != '\n') {
            end++;
        }
        return Math.min(end + 1, raw.length);
    }

    /** Whether a CR stands without LF. */
    static boolean hasBareCr(byte[] message) {
        for (int i = 0; i < message.length; i++) {
            if (message[i] == '\r' && (i + 1 == message.length || message[i + 1] != '\n')) {
                return true;
            }
        }
        return false;
    }

    /** The message with its lines dot-stuffed and the final dot (RFC 5321 §4.5.2). */
    static byte[] wire(byte[] message) {
        var out = new ByteArrayOutputStream(message.length + 64);
        for (int i = 0; i < message.length; i++) {
            boolean lineStart =
                    i == 0 || (i >= 2 && message[i - 1] == '\n' && message[i - 2] == '\r');
            if (message[i] == '.' && lineStart) {
                out.write('.');
            }
            out.write(message[i]);
        }
        out.writeBytes(".\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }
}
