package dev.mailwarden.operate;

/**
 * How a call ended.
 *
 * @param text for the administrator, empty if there is nothing to say
 */
public record Ending(Status status, String text) {

    /** Whether what was asked for was done. */
    public enum Status {
        /** It was. */
        DONE,
        /** What was named does not exist. */
        NOT_FOUND,
        /** What was given has errors, and nothing was changed. */
        INVALID,
        /** It could not be done. */
        FAILED
    }

    public static Ending done() {
        return new Ending(Status.DONE, "");
    }

    public static Ending notFound(String text) {
        return new Ending(Status.NOT_FOUND, text);
    }

    public static Ending invalid(String text) {
        return new Ending(Status.INVALID, text);
    }

    public static Ending failed(String text) {
        return new Ending(Status.FAILED, text);
    }
}
