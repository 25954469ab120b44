package dev.mailwarden.message;

/** Why a module did not look, or could not. */
public enum Reason {
    ALREADY_PROCESSED(Status.NOT_SCANNED, "already processed by another module"),
    FILENAME(Status.NOT_SCANNED, "filename"),
    DISABLED(Status.NOT_SCANNED, "disabled by settings"),
    DENYLIST(Status.NOT_SCANNED, "denylist"),
    ALLOWLIST(Status.NOT_SCANNED, "allowlist"),
    PERSONAL_DENYLIST(Status.NOT_SCANNED, "personal denylist"),
    PERSONAL_ALLOWLIST(Status.NOT_SCANNED, "personal allowlist"),
    POLICY(Status.NOT_SCANNED, "policy"),
    CONSENT_MISSING(Status.NOT_SCANNED, "consent missing"),
    SIZE_LIMIT(Status.ERROR, "size-limit"),
    NESTING_LEVEL(Status.ERROR, "nesting-level"),
    TIMEOUT(Status.ERROR, "timeout"),
    ENGINE_DOWN(Status.ERROR, "engine down"),
    CANCELLED(Status.ERROR, "cancelled"),
    INTERNAL(Status.ERROR, "internal"),
    QUARANTINE_FULL(Status.SKIPPED, "quarantine full"),
    HOLD_TIMEOUT(Status.SKIPPED, "timeout");

    private final Status of;
    private final String text;

    Reason(Status of, String text) {
        this.of = of;
        this.text = text;
    }

    /** {@return the status that it is a reason for} */
    public Status of() {
        return of;
    }

    /** {@return the words in events, API and console} */
    public String text() {
        return text;
    }
}
