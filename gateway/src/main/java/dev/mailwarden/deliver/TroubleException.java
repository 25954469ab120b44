package dev.mailwarden.deliver;

/** A host could not be brought to the point where it takes mail. Never leaves this package. */
sealed class TroubleException extends Exception permits UnreachableException {

    private static final long serialVersionUID = 1L;

    private final transient Trouble trouble;

    TroubleException(Trouble trouble) {
        super(trouble.text(), null, false, false);
        this.trouble = trouble;
    }

    final Trouble trouble() {
        return trouble;
    }
}
