package dev.mailwarden.cli;

import dev.mailwarden.observe.Inert;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Rows in aligned columns. Foreign text in them is shown inert; the last column is not cut. */
final class Table {

    private static final int WIDEST = 48;

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        rows.add(List.of(headings));
    }

    void add(Object... cells) {
        List<String> row = new ArrayList<>(cells.length);
        for (int i = 0; i < cells.length; i++) {
            String text = text(cells[i]);
            row.add(i == cells.length - 1 ? Inert.text(text) : Inert.text(text, WIDEST));
        }
        rows.add(row);
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    private static String text(Object cell) {
        return switch (cell) {
            case Instant time -> time.truncatedTo(ChronoUnit.SECONDS).toString();
            case Optional<?> optional -> optional.map(Table::text).orElse("-");
            case List<?> list when list.size() == 1 -> text(list.getFirst());
            case List<?> list when !list.isEmpty() ->
                    text(list.getFirst()) + " +" + (list.size() - 1);
            default -> cell.toString().isEmpty() ? "-" : cell.toString();
        };
    }

    void print(PrintWriter out) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        rows.forEach(row -> out.println(line(row, widths)));
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).repeat(' ', widths[i] - length(row.get(i)) + 2);
        }
        return line.toString().stripTrailing();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    @Override
    public String toString() {
        return Arrays.toString(rows.toArray());
    }
}
