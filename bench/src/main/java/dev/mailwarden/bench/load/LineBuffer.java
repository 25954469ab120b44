package dev.mailwarden.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Gathers one line ended by LF; lines over {@value #LONGEST} octets are cut. */
final class LineBuffer {

    private static final int LONGEST = 4096;

    private byte[] line = new byte[256];
    private int length;
    private boolean complete;

    /** Takes octets up to the end of a line and returns the position after what it took. */
    int take(byte[] octets, int from, int to) {
        if (complete) {
            clear();
        }
        int at = from;
        while (at < to && !complete) {
            byte octet = octets[at++];
            complete = octet == '\n';
            if (length < LONGEST) {
                if (length == line.length) {
                    line = Arrays.copyOf(line, line.length * 2);
                }
                line[length++] = octet;
            }
        }
        return at;
    }

    void clear() {
        length = 0;
        complete = false;
    }

    boolean isComplete() {
        return complete;
    }

    /** The octet at a position, 0 beyond the end. */
    int at(int position) {
        return position < length ? line[position] : 0;
    }

    /** The line without its end, octet for octet. */
    String text() {
        int end = length;
        while (end > 0 && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
            end--;
        }
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }
}
