package dev.mailwarden.cli;

import dev.mailwarden.operate.Ending;

/** What the command returns to the shell; from {@code sysexits.h} where that has a word. */
final class ExitCode {

    static final int OK = 0;

    /** What was named does not exist, or could not be done. */
    static final int FAILED = 1;

    /** The command was not understood (EX_USAGE). */
    static final int USAGE = 64;

    /** No gateway is running (EX_UNAVAILABLE). */
    static final int UNAVAILABLE = 69;

    /** The command may not run as this user (EX_NOPERM). */
    static final int NO_PERMISSION = 77;

    /** The configuration has errors (EX_CONFIG). */
    static final int CONFIG = 78;

    private ExitCode() {}

    static int of(Ending ending) {
        return switch (ending.status()) {
            case DONE -> OK;
            case NOT_FOUND, FAILED -> FAILED;
            case INVALID -> CONFIG;
        };
    }
}
