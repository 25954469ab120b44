package dev.mailwarden.mail.filetype;

/** The coarsest word for a type, as administrators choose them in a rule. */
public enum FileCategory {
    ARCHIVES("archives"),
    DATABASES("databases"),
    EXECUTABLES("executables"),
    GRAPHICS("graphics"),
    MULTIMEDIA("multimedia"),
    DOCUMENTS("documents"),
    OTHER("other"),
    /** Content that no rule of this package knows, and content of no octets. */
    UNKNOWN("unknown");

    private final String id;

    FileCategory(String id) {
        this.id = id;
    }

    /** {@return the word in rules and settings} */
    public String id() {
        return id;
    }
}
