package dev.mailwarden.config;

import java.util.ArrayList;
import java.util.List;

/**
 * The difference between two texts by lines. Beginning and end in common are found first; between
 * them the longest common lines, as long as that is not too much work.
 */
public record LineDiff(List<Line> lines) {

    /** Cells of the table: beyond that all between counts as changed. */
    private static final long MOST_CELLS = 4_000_000;

    /** Lines shown around what changed. */
    private static final int CONTEXT = 3;

    public LineDiff {
        lines = List.copyOf(lines);
    }

    /**
     * A line of either text or both.
     *
     * @param text without its line end
     */
    public record Line(Mark mark, String text) {}

    /** Where a line stands. */
    public enum Mark {
        SAME,
        REMOVED,
        ADDED
    }

    /** Compares. */
    public static LineDiff of(String before, String after) {
        List<String> a = before.lines().toList();
        List<String> b = after.lines().toList();
        int head = 0;
        while (head < Math.min(a.size(), b.size()) && a.get(head).equals(b.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < Math.min(a.size(), b.size()) - head
                && a.get(a.size() - 1 - tail).equals(b.get(b.size() - 1 - tail))) {
            tail++;
        }
        List<Line> lines = new ArrayList<>();
        add(lines, Mark.SAME, a.subList(0, head));
        between(lines, a.subList(head, a.size() - tail), b.subList(head, b.size() - tail));
        add(lines, Mark.SAME, a.subList(a.size() - tail, a.size()));
        return new LineDiff(lines);
    }

    private static void add(List<Line> lines, Mark mark, List<String> texts) {
        texts.forEach(text -> lines.add(new Line(mark, text)));
    }

    private static void between(List<Line> lines, List<String> a, List<String> b) {
        if ((long) (a.size() + 1) * (b.size() + 1) > MOST_CELLS) {
            add(lines, Mark.REMOVED, a);
            add(lines, Mark.ADDED, b);
            return;
        }
        int[][] common = common(a, b);
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                lines.add(new Line(Mark.SAME, a.get(i++)));
                j++;
            } else if (j == b.size() || (i < a.size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new Line(Mark.REMOVED, a.get(i++)));
            } else {
                lines.add(new Line(Mark.ADDED, b.get(j++)));
            }
        }
    }

    /** {@return how many lines the rests from (i, j) on have in common} */
    private static int[][] common(List<String> a, List<String> b) {
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] =
                        a.get(i).equals(b.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    /**
     * {@return the changed lines with up to three around them, in the form of {@code diff -u}
     * without its first two lines}
     */
    public List<String> unified() {
        List<String> out = new ArrayList<>();
        int old = 1;
        int young = 1;
        int next = 0;
        while (next < lines.size()) {
            int end = endOfHunk(next);
            if (end > next) {
                Hunk hunk = new Hunk(old, young, lines.subList(next, end));
                out.add(hunk.head());
                hunk.lines.forEach(line -> out.add(sign(line.mark()) + line.text()));
                old += hunk.count(Mark.REMOVED);
                young += hunk.count(Mark.ADDED);
                next = end;
            } else {
                old++;
                young++;
                next++;
            }
        }
        return out;
    }

    /** {@return the end of the hunk that begins at a line, or the line itself if none does} */
    private int endOfHunk(int begin) {
        int end = begin;
        for (int i = begin; i < Math.min(lines.size(), end + 2 * CONTEXT + 1); i++) {
            if (i - begin > CONTEXT && end == begin) {
                return begin;
            }
            if (lines.get(i).mark() != Mark.SAME) {
                end = i + 1;
            }
        }
        return end == begin ? begin : Math.min(lines.size(), end + CONTEXT);
    }

    private static char sign(Mark mark) {
        return switch (mark) {
            case SAME -> ' ';
            case REMOVED -> '-';
            case ADDED -> '+';
        };
    }

    /** Changes that stand near one another. */
    private record Hunk(int old, int young, List<Line> lines) {

        /** {@return the lines of one text: those with this mark and those of both} */
        int count(Mark mark) {
            return (int)
                    lines.stream()
                            .filter(line -> line.mark() == mark || line.mark() == Mark.SAME)
                            .count();
        }

        String head() {
            return "@@ -%d,%d +%d,%d @@"
                    .formatted(old, count(Mark.REMOVED), young, count(Mark.ADDED));
        }
    }

    /** Whether the texts have the same lines. */
    public boolean isEmpty() {
        return lines.stream().allMatch(line -> line.mark() == Mark.SAME);
    }
}
