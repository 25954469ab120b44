package dev.mailwarden.message;

/**
 * What a module's look at a message came to, by the names that people see. Anything but a module's
 * {@link ModuleName#clean} status means that the message was not found clean.
 */
public enum Status {
    NOT_DETECTED("NotDetected"),
    /** The module did not look; the reason says why. */
    NOT_SCANNED("NotScanned"),
    /** The module could not look, or not at everything; the reason says why. */
    ERROR("Error"),
    /** What the module knows is missing, damaged or too old. */
    BASES_ERROR("BasesError"),
    /** A holding module let the message go on without an answer. */
    SKIPPED("Skipped"),
    INFECTED("Infected"),
    DISINFECTED("Disinfected"),
    ENCRYPTED("Encrypted"),
    INTRUSION_THREAT("IntrusionThreat"),
    /** Not a result of its own but a flag beside one ({@link ModuleResult#macros}). */
    MACROS_DETECTED("MacrosDetected"),
    DETECTED("Detected"),
    SPAM("Spam"),
    PROBABLE_SPAM("ProbableSpam"),
    MASS_MAIL("MassMail"),
    DENYLISTED("Denylisted"),
    TRUSTED("Trusted"),
    FORMAL("Formal"),
    PHISHING("Phishing"),
    MATCHED("Matched"),
    BANNED_FILE_NAME("BannedFileName"),
    BANNED_FILE_FORMAT("BannedFileFormat"),
    SIZE_EXCEEDED("SizeExceeded"),
    VIOLATION_NOT_FOUND("ViolationNotFound"),
    VIOLATION_FOUND("ViolationFound");

    private final String text;

    Status(String text) {
        this.text = text;
    }

    /** {@return the name in headers, events, API and console} */
    public String text() {
        return text;
    }

    /** Whether the module's work was not done, so that nothing is known. */
    public boolean isFailure() {
        return this == ERROR || this == BASES_ERROR;
    }
}
