package dev.mailwarden.mail.mime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The boundaries of the multiparts that are open, found by the octets of a line. */
final class Boundaries {

    /** Octets of a boundary that are compared; the rest is left out on both sides. */
    private static final int MAX_LENGTH = LineScan.HEAD - 8;

    /** Guessed parts of one message. */
    static final int MAX_GUESSED = 1_000;

    /** The innermost multiparts for which a last delimiter may have anything behind it. */
    private static final int LOOSE = 8;

    /** {@param isLast whether nothing follows in the multipart} */
    record Match(Part multipart, boolean isLast) {}

    private record Open(Part multipart, ByteBuffer key) {}

    private final Map<ByteBuffer, Deque<Part>> byOctets = new HashMap<>();
    private final Deque<Open> stack = new ArrayDeque<>();

    boolean isEmpty() {
        return stack.isEmpty();
    }

    void open(Part multipart, String boundary) {
        byte[] octets = boundary.getBytes(StandardCharsets.UTF_8);
        int end = withoutBlanks(octets, 0, Math.min(octets.length, MAX_LENGTH));
        ByteBuffer key = ByteBuffer.wrap(Arrays.copyOf(octets, end));
        Deque<Part> same = byOctets.computeIfAbsent(key, _ -> new ArrayDeque<>());
        if (!same.isEmpty()) {
            multipart.note(Ambiguity.BOUNDARY_REUSED);
        } else if (isPrefixOfOpen(key)) {
            multipart.note(Ambiguity.BOUNDARY_PREFIX);
        }
        same.push(multipart);
        stack.push(new Open(multipart, key));
    }

    private boolean isPrefixOfOpen(ByteBuffer key) {
        return stack.stream()
                .limit(LOOSE)
                .map(Open::key)
                .anyMatch(other -> begins(other, key) || begins(key, other));
    }

    private static boolean begins(ByteBuffer text, ByteBuffer with) {
        return text.remaining() >= with.remaining() && text.slice(0, with.remaining()).equals(with);
    }

    /** Ends a multipart, and those that are still open in it. {@return whether it was open} */
    boolean close(Part multipart) {
        if (stack.isEmpty() || stack.peek().multipart() != multipart) {
            return false;
        }
        Deque<Part> same = byOctets.get(stack.pop().key());
        if (same != null) {
            same.pop();
        }
        return true;
    }

    /** {@return the innermost multipart that a line which begins with two hyphens delimits} */
    Optional<Match> match(byte[] octets, int from, int to) {
        int start = from + 2;
        if (to < start || octets[from] != '-' || octets[from + 1] != '-') {
            return Optional.empty();
        }
        int end = withoutBlanks(octets, start, Math.min(to, start + MAX_LENGTH));
        Optional<Part> part = find(octets, start, end);
        if (part.isPresent()) {
            return part.map(multipart -> new Match(multipart, false));
        }
        if (end - start >= 2 && octets[end - 1] == '-' && octets[end - 2] == '-') {
            Optional<Part> last = find(octets, start, end - 2);
            if (last.isPresent()) {
                return last.map(multipart -> new Match(multipart, true));
            }
        }
        return looselyLast(octets, start, end);
    }

    private Optional<Part> find(byte[] octets, int from, int to) {
        Deque<Part> same = byOctets.get(ByteBuffer.wrap(octets, from, to - from));
        return same == null || same.isEmpty() ? Optional.empty() : Optional.of(same.peek());
    }

    private Optional<Match> looselyLast(byte[] octets, int from, int to) {
        return stack.stream()
                .limit(LOOSE)
                .filter(open -> isLast(open.key().array(), octets, from, to))
                .map(open -> new Match(open.multipart(), true))
                .findFirst();
    }

    private static boolean isLast(byte[] boundary, byte[] octets, int from, int to) {
        int behind = from + boundary.length;
        return behind + 2 <= to
                && Arrays.equals(octets, from, behind, boundary, 0, boundary.length)
                && octets[behind] == '-'
                && octets[behind + 1] == '-';
    }

    private static int withoutBlanks(byte[] octets, int from, int to) {
        int end = to;
        while (end > from && octets[end - 1] >= 0 && octets[end - 1] <= ' ') {
            end--;
        }
        return end;
    }
}
