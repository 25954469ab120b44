package dev.mailwarden.message;

import java.util.EnumSet;
import java.util.Set;

/** The modules that look at a message, in the order in which people read their results. */
public enum ModuleName {
    ANTIVIRUS,
    LINKS,
    ANTISPAM,
    ANTIPHISHING,
    IMPERSONATION,
    CONTENT,
    AUTHENTICATION,
    SANDBOX;

    /** {@return the status of a module that looked and found nothing} */
    public Status clean() {
        return this == AUTHENTICATION ? Status.VIOLATION_NOT_FOUND : Status.NOT_DETECTED;
    }

    /** {@return what it can find} */
    public Set<Status> finds() {
        return switch (this) {
            case ANTIVIRUS ->
                    EnumSet.of(
                            Status.INFECTED,
                            Status.DISINFECTED,
                            Status.ENCRYPTED,
                            Status.INTRUSION_THREAT,
                            Status.MACROS_DETECTED);
            case LINKS, IMPERSONATION -> EnumSet.of(Status.DETECTED);
            case ANTISPAM ->
                    EnumSet.of(
                            Status.SPAM,
                            Status.PROBABLE_SPAM,
                            Status.MASS_MAIL,
                            Status.DENYLISTED,
                            Status.TRUSTED,
                            Status.FORMAL,
                            Status.SKIPPED);
            case ANTIPHISHING -> EnumSet.of(Status.PHISHING);
            case CONTENT ->
                    EnumSet.of(
                            Status.MATCHED,
                            Status.BANNED_FILE_NAME,
                            Status.BANNED_FILE_FORMAT,
                            Status.SIZE_EXCEEDED);
            case AUTHENTICATION -> EnumSet.of(Status.VIOLATION_FOUND);
            case SANDBOX -> EnumSet.of(Status.DETECTED, Status.SKIPPED);
        };
    }

    /** Whether a result of this module can have a status. */
    public boolean has(Status status) {
        return status == clean()
                || status == Status.NOT_SCANNED
                || status.isFailure()
                || finds().contains(status);
    }
}
