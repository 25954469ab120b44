package dev.mailwarden.mail.mime;

/**
 * A stretch of octets.
 *
 * @param start index of the first, at least 0
 * @param end index behind the last, at least {@code start}
 */
public record Range(long start, long end) {

    public Range {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("no range: " + start + " to " + end);
        }
    }

    public long length() {
        return end - start;
    }

    public boolean isEmpty() {
        return end == start;
    }
}
