package dev.mailwarden.unpack.confine;

import java.util.Locale;

/** The kernel refused a system call. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1;

    RefusedException(SystemCall call, int errno) {
        super(call.name().toLowerCase(Locale.ROOT) + ": errno " + errno);
    }
}
