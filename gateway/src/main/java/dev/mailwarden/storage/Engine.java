package dev.mailwarden.storage;

import java.util.Locale;

/** The two kinds of SQL that stores speak. */
public enum Engine {
    /** In the process, one file. */
    SQLITE,
    /** A server, shared by nodes. */
    POSTGRESQL;

    /** {@return its name in the names of scripts} */
    String script() {
        return name().toLowerCase(Locale.ROOT);
    }
}
