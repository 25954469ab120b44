package dev.mailwarden.storage;

import java.io.IOException;

/**
 * A store did not do what it was asked to. Nothing was changed, and whoever has to answer for mail
 * answers 4xx.
 */
public final class StorageException extends IOException {

    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** Why, as far as callers act on it. */
    public enum Reason {
        /** The keys are not there, so that nothing can be read or written. */
        LOCKED,
        /** No room: the disk or the store's limit. */
        FULL,
        /** What was read is not what was written. */
        DAMAGED,
        /** It took longer than it may. */
        TIME_OUT,
        /** The server cannot be reached, or the device fails. */
        UNAVAILABLE,
        /** Made by a newer version, or changed by hand. */
        FOREIGN,
        /** Anything else: a fault of ours. */
        FAULT
    }

    public StorageException(Reason reason, String text) {
        super(text);
        this.reason = reason;
    }

    public StorageException(Reason reason, String text, Throwable cause) {
        super(text, cause);
        this.reason = reason;
    }

    /** {@return why} */
    public Reason reason() {
        return reason;
    }
}
