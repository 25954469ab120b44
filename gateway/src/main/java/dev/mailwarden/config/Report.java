package dev.mailwarden.config;

import dev.mailwarden.config.Problem.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong with one file while it is read, and remembers where everything stands. */
final class Report {

    /** More would not be read by anybody. */
    static final int MAX_PROBLEMS = 100;

    private final Path file;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Tree.Mark> marks = new HashMap<>();
    private int errors;
    private int untold;

    Report(Path file) {
        this.file = file;
    }

    /** The file's own directory: what relative paths in it are relative to. */
    Path directory() {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    /** The whole file. */
    At root() {
        return new At(this, "");
    }

    void locate(String path, Tree.Mark mark) {
        marks.put(path, mark);
    }

    boolean hasErrors() {
        return errors > 0;
    }

    /** In the order of the file. */
    List<Problem> problems() {
        List<Problem> all = new ArrayList<>(problems);
        all.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        if (untold == 0) {
            return List.copyOf(all);
        }
        all.add(
                new Problem(
                        Severity.ERROR,
                        file.toString(),
                        all.getLast().line(),
                        1,
                        "",
                        "and " + untold + " more problems"));
        return List.copyOf(all);
    }

    void add(Severity severity, String path, String text) {
        add(severity, mark(path), path, text);
    }

    void add(Severity severity, Tree.Mark mark, String path, String text) {
        add(new Problem(severity, file.toString(), mark.line(), mark.column(), path, text));
    }

    void add(Problem problem) {
        if (problem.severity() == Severity.ERROR) {
            errors++;
        }
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(problem);
        } else {
            untold++;
        }
    }

    /** Where a setting stands, or where the nearest one around it does. */
    private Tree.Mark mark(String path) {
        for (String at = path; !at.isEmpty(); at = parent(at)) {
            Tree.Mark mark = marks.get(at);
            if (mark != null) {
                return mark;
            }
        }
        return Tree.Mark.NOWHERE;
    }

    private static String parent(String path) {
        return path.substring(
                0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
    }
}
