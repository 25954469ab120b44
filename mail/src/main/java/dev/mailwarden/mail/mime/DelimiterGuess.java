package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what looks like parts of a multipart, whatever boundary is declared and however.
 *
 * <p>A delimiter is a line that begins with two hyphens, before a line that begins like a field of
 * a part; and any line that is equal to such a one. Lines may end in a carriage return alone.
 */
final class DelimiterGuess {

    /** Octets looked at in one piece. */
    private static final int PIECE = 1 << 20;

    /** Octets behind a line start that decide about it. */
    private static final int AHEAD = 1 << 12;

    private static final int MAX_DELIMITERS = 200;

    private static final List<byte[]> FIELDS =
            List.of(LineTokens.ascii("content-"), LineTokens.ascii("mime-version"));

    private final Octets octets;
    private final Range range;

    /** Whether a line that is equal to a delimiter is one, whatever follows. */
    private final boolean repeated;

    private final Set<String> delimiters = new HashSet<>();
    private final List<Range> sections = new ArrayList<>();
    private long sectionStart = -1;

    /** There were more than are kept. */
    private boolean more;

    private byte[] piece = new byte[0];
    private int length;

    private DelimiterGuess(Octets octets, Range range, boolean repeated) {
        this.repeated = repeated;
        this.octets = octets;
        this.range = range;
    }

    /**
     * {@return the parts, each from its header to its end}
     *
     * @param budget runs out of parts if there are more than are kept
     */
    static List<Range> in(Octets octets, Range range, Budget budget) throws IOException {
        Set<Range> found = new LinkedHashSet<>();
        for (boolean repeated : new boolean[] {true, false}) {
            var guess = new DelimiterGuess(octets, range, repeated);
            guess.run();
            if (guess.more) {
                budget.runOut(Resource.PARTS);
            }
            found.addAll(guess.sections);
        }
        return List.copyOf(found);
    }

    private void run() throws IOException {
        boolean lineStart = true;
        for (long at = range.start(); at < range.end(); at += PIECE) {
            length = (int) Math.min(PIECE + AHEAD, range.end() - at);
            piece = new byte[length];
            octets.copyTo(at, piece, 0, length);
            for (int i = 0; i < Math.min(PIECE, length); i++) {
                if (lineStart && isDashes(i)) {
                    line(i, at);
                }
                lineStart = isLineEnd(piece[i]) || (lineStart && piece[i] >= 0 && piece[i] <= ' ');
            }
        }
        endSection(range.end());
    }

    private boolean isDashes(int i) {
        return piece[i] == '-' && i + 1 < length && piece[i + 1] == '-';
    }

    private void line(int i, long base) {
        int end = lineEnd(i);
        String text = LineTokens.text(piece, i, end).strip();
        boolean known = repeated && delimiters.contains(text);
        if (known || isField(piece, behindLineEnd(end), length)) {
            if (delimiters.size() < MAX_DELIMITERS || delimiters.contains(text)) {
                delimiters.add(text);
            } else {
                more = true;
            }
            endSection(base + beforeLineEnd(i));
            sectionStart = base + behindLineEnd(end);
        } else if (text.endsWith("--")
                && delimiters.contains(text.substring(0, text.length() - 2).strip())) {
            endSection(base + beforeLineEnd(i));
        }
    }

    private void endSection(long end) {
        if (sectionStart >= 0 && sections.size() < Boundaries.MAX_GUESSED) {
            sections.add(new Range(sectionStart, Math.max(sectionStart, end)));
        } else {
            more |= sectionStart >= 0;
        }
        sectionStart = -1;
    }

    /** Whether a field of a part begins here, or behind white space. */
    static boolean isField(byte[] octets, int from, int to) {
        int i = from;
        while (i < to && octets[i] >= 0 && octets[i] <= ' ') {
            i++;
        }
        int start = i;
        return FIELDS.stream().anyMatch(name -> LineTokens.startsWith(octets, start, to, name));
    }

    private int lineEnd(int from) {
        int i = from;
        while (i < length && !isLineEnd(piece[i])) {
            i++;
        }
        return i;
    }

    private int behindLineEnd(int end) {
        boolean whole = end + 1 < length && piece[end] == '\r' && piece[end + 1] == '\n';
        return Math.min(length, end + (whole ? 2 : 1));
    }

    private int beforeLineEnd(int start) {
        int i = start;
        if (i > 0 && piece[i - 1] == '\n') {
            i--;
        }
        return i > 0 && piece[i - 1] == '\r' ? i - 1 : i;
    }

    private static boolean isLineEnd(byte octet) {
        return octet == '\n' || octet == '\r';
    }
}
