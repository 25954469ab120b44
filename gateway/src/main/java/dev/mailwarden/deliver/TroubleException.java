package dev.mailwarden.deliver;

/** A host could not be brought to the point where it takes mail. Never leaves this package. */
final class TroubleException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Trouble trouble;

    TroubleException(Trouble trouble) {
        super(trouble.text(), null, false, false);
        this.trouble = trouble;
    }

    Trouble trouble() {
        return trouble;
    }
}
