package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.mime.HeaderBlock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the parts of a message (RFC 2046 §5.1), without going into messages that are enclosed.
 *
 * <p>A multipart whose boundary is missing or stands nowhere counts as text. Time is linear in the
 * octets, times the depth at most.
 */
final class PartWalk {

    /** Multiparts within one another. */
    static final int MAX_DEPTH = 8;

    /** Parts that are looked at. */
    static final int MAX_PARTS = 100;

    private final byte[] message;
    private final List<Part> parts = new ArrayList<>();

    private PartWalk(byte[] message) {
        this.message = message;
    }

    /** {@return the parts in their order} */
    static List<Part> of(byte[] message, int end) {
        var walk = new PartWalk(message);
        walk.add(0, end, 1);
        return walk.parts;
    }

    private void add(int start, int end, int depth) {
        if (parts.size() >= MAX_PARTS) {
            return;
        }
        HeaderBlock header = HeaderBlock.read(message, start, end);
        MediaType type = MediaType.of(header);
        Optional<byte[]> delimiter =
                type.parameter("boundary")
                        .filter(b -> type.isMultipart() && !b.isEmpty())
                        .map(b -> ("--" + b).getBytes(StandardCharsets.UTF_8));
        boolean split =
                depth <= MAX_DEPTH
                        && delimiter
                                .map(d -> split(d, header.bodyStart(), end, depth))
                                .orElse(false);
        if (!split) {
            parts.add(Part.at(message, header, end));
        }
    }

    /** {@return whether there was a delimiter}; what follows the closing one belongs to no part */
    private boolean split(byte[] delimiter, int from, int end, int depth) {
        int partStart = -1;
        int line = from;
        while (line < end) {
            int next = lineEnd(line, end);
            if (isDelimiter(delimiter, line, next)) {
                if (partStart >= 0) {
                    add(partStart, line, depth + 1);
                }
                partStart = next;
                if (isClosing(delimiter, line, next)) {
                    return true;
                }
            }
            line = next;
        }
        if (partStart >= 0) {
            add(partStart, end, depth + 1);
        }
        return partStart >= 0;
    }

    private boolean isDelimiter(byte[] delimiter, int line, int next) {
        if (next - line < delimiter.length) {
            return false;
        }
        for (int i = 0; i < delimiter.length; i++) {
            if (message[line + i] != delimiter[i]) {
                return false;
            }
        }
        return isClosing(delimiter, line, next) || isBlank(line + delimiter.length, next);
    }

    private boolean isClosing(byte[] delimiter, int line, int next) {
        int rest = line + delimiter.length;
        return next - rest >= 2 && message[rest] == '-' && message[rest + 1] == '-';
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (message[i] > ' ' || message[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private int lineEnd(int from, int end) {
        int i = from;
        while (i < end && message[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, end);
    }
}
