package dev.mailwarden.queue;

/** There is a record of a type that this program does not know: another version wrote it. */
final class NewerRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NewerRecordException(int type) {
        super("a record of type %d, which this version does not know".formatted(type));
    }
}
