package dev.mailwarden.config;

import dev.mailwarden.config.Problem.Severity;
import java.nio.file.Path;

/**
 * One place in the settings, to report problems at.
 *
 * @param path such as {@code settings.routes.entries[2].hosts}
 */
record At(Report report, String path) {

    /** A key in a section. */
    At key(String name) {
        return new At(report, path.isEmpty() ? name : path + "." + name);
    }

    /** An entry of a list; its number counts from 1, as people do. */
    At item(int index) {
        return new At(report, path + "[" + (index + 1) + "]");
    }

    /** Remembers where this stands in the file. */
    At located(Tree.Mark mark) {
        report.locate(path, mark);
        return this;
    }

    void error(String text) {
        report.add(Severity.ERROR, path, text);
    }

    void error(Tree.Mark mark, String text) {
        report.add(Severity.ERROR, mark, path, text);
    }

    void warning(String text) {
        report.add(Severity.WARNING, path, text);
    }

    /** What a relative path in the file means. */
    Path resolve(Path path) {
        return report.directory().resolve(path).normalize();
    }
}
