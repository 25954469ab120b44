package dev.mailwarden.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Who changes settings, and why. */
final class Origin {

    @Option(
            names = "--comment",
            paramLabel = "TEXT",
            description = "Why, for the history: at most 1000 characters.")
    private String comment = "";

    @Option(
            names = "--author",
            paramLabel = "NAME",
            description = "Who, for the history (default: the account that runs this command).")
    private Optional<String> author = Optional.empty();

    @Option(names = "--dry-run", description = "Only show what would change.")
    private boolean dryRun;

    String comment() {
        return comment;
    }

    Optional<String> author() {
        return author;
    }

    boolean dryRun() {
        return dryRun;
    }
}
