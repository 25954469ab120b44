package dev.mailwarden.bench.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * A message in wire form with gaps for its id: making one costs a copy, the gaps and a checksum.
 *
 * <p>The first line is the mark: {@code X-Bench-Message: ID CRC}. The checksum covers the id and
 * everything after the mark as the receiver sees it, dot-stuffing removed. The id stands again
 * about every KiB of the body, so that a body under another message's mark is found out.
 *
 * <p>Immutable; any number of sessions may share one.
 */
final class Mould {

    /** The name and the space of the mark. */
    static final byte[] MARK = "X-Bench-Message: ".getBytes(StandardCharsets.US_ASCII);

    /** Octets of a whole mark: name, id, space, eight digits of CRC32C, CRLF. */
    static final int MARK_LENGTH = MARK.length + MessageId.WRITTEN + 1 + 8 + 2;

    private static final int LINE = 76;
    private static final int LINES_BETWEEN_IDS = 13;
    private static final String LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 /";

    private final byte[] wire;
    private final int[] ids;
    private final int[] stuffedDots;

    private Mould(byte[] wire, List<Integer> ids, List<Integer> stuffedDots) {
        this.wire = wire;
        this.ids = ids.stream().mapToInt(Integer::intValue).toArray();
        this.stuffedDots = stuffedDots.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Casts a mould.
     *
     * @param octets of the message as a receiver stores it, at least 1,024
     * @param seed equal seeds give equal text
     */
    static Mould cast(int octets, long seed) {
        if (octets < 1024) {
            throw new IllegalArgumentException("at least 1024 octets: " + octets);
        }
        return new Casting(new SplittableRandom(seed)).cast(octets);
    }

    /** Octets that {@link #fill} writes, the final dot included. */
    int wireLength() {
        return wire.length;
    }

    /** Octets of the message as a receiver stores it. */
    int messageLength() {
        return wire.length - stuffedDots.length - 3;
    }

    /** Writes the message with this id, ready to follow a 354, and returns its octets. */
    int fill(byte[] target, MessageId id) {
        System.arraycopy(wire, 0, target, 0, wire.length);
        for (int at : ids) {
            id.write(target, at);
        }
        MessageId.writeHex(checksum(target), 8, target, MARK_LENGTH - 10);
        return wire.length;
    }

    private long checksum(byte[] target) {
        var crc = new CRC32C();
        crc.update(target, MARK.length, MessageId.WRITTEN);
        int from = MARK_LENGTH;
        for (int dot : stuffedDots) {
            crc.update(target, from, dot - from);
            from = dot + 1;
        }
        crc.update(target, from, wire.length - 3 - from);
        return crc.getValue();
    }

    /** One mould being made. */
    private static final class Casting {

        private final SplittableRandom random;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final List<Integer> ids = new ArrayList<>();
        private final List<Integer> stuffedDots = new ArrayList<>();

        Casting(SplittableRandom random) {
            this.random = random;
        }

        Mould cast(int octets) {
            text("X-Bench-Message: ");
            id();
            text(" 00000000\r\n");
            header();
            int lines = 0;
            while (octets - stored() > 2 * LINE + 4) {
                body(lines++);
            }
            last(octets - stored());
            text(".\r\n");
            return new Mould(out.toByteArray(), ids, stuffedDots);
        }

        private void header() {
            text("Date: Thu, 05 Nov 2026 10:00:00 +0000\r\n");
            text("From: Load Generator <sender@bench.example>\r\n");
            text("To: Sink <recipient@sink.example>\r\n");
            text("Subject: A message of the benchmark\r\nMessage-ID: <");
            id();
            text("@bench.example>\r\nMIME-Version: 1.0\r\n");
            text("Content-Type: text/plain; charset=us-ascii\r\n\r\n");
        }

        private void body(int line) {
            if (line % LINES_BETWEEN_IDS == 0) {
                id();
                text("\r\n");
            } else if (line % LINES_BETWEEN_IDS == 7) {
                stuffedDots.add(out.size());
                text("..");
                letters(LINE - 1);
                text("\r\n");
            } else {
                letters(LINE);
                text("\r\n");
            }
        }

        /** Splits what is left into lines that end exactly at the wanted size. */
        private void last(int octets) {
            int first = octets / 2;
            letters(first - 2);
            text("\r\n");
            letters(octets - first - 2);
            text("\r\n");
        }

        private int stored() {
            return out.size() - stuffedDots.size();
        }

        private void id() {
            ids.add(out.size());
            text("0".repeat(MessageId.WRITTEN));
        }

        private void letters(int count) {
            for (int i = 0; i < count; i++) {
                out.write(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
        }

        private void text(String ascii) {
            out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
