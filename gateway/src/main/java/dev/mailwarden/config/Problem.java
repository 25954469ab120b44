package dev.mailwarden.config;

/**
 * Something about a configuration file that an administrator should know.
 *
 * @param severity whether the file can be used all the same
 * @param file as it was named to the program
 * @param line from 1
 * @param column from 1
 * @param path the setting, such as {@code settings.limits.recipients}; empty for the file itself
 * @param text what is wrong and what is allowed; one line, no control characters
 */
public record Problem(
        Severity severity, String file, int line, int column, String path, String text) {

    /** Whether a file can be used. */
    public enum Severity {
        /** The file cannot be used. */
        ERROR,
        /** The file can be used, but probably does not say what was meant. */
        WARNING
    }

    /** Place and text, without the severity. */
    public String place() {
        return "%s:%d:%d: %s%s"
                .formatted(file, line, column, path.isEmpty() ? "" : path + ": ", text);
    }

    /** One line in the form that editors and compilers use: {@code file:line:column: text}. */
    @Override
    public String toString() {
        return "%s:%d:%d: %s%s%s"
                .formatted(
                        file,
                        line,
                        column,
                        severity == Severity.WARNING ? "warning: " : "",
                        path.isEmpty() ? "" : path + ": ",
                        text);
    }
}
