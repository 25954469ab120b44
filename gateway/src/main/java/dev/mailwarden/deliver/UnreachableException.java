package dev.mailwarden.deliver;

/** No connection came about, or no greeting: the next message need not try that address first. */
final class UnreachableException extends TroubleException {

    private static final long serialVersionUID = 1L;

    UnreachableException(Trouble trouble) {
        super(trouble);
    }
}
