package dev.mailwarden.unpack.read;

/** The container contradicts itself or breaks off. Expected at any time, hence without a trace. */
final class DamagedException extends Exception {

    private static final long serialVersionUID = 1;

    private final String reason;

    DamagedException(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
