package dev.mailwarden.e2e.interop;

/** Which of the two is the client. */
enum Direction {
    /** The peer is the client. */
    IN("they to us"),
    /** The gateway is the client. */
    OUT("we to them");

    private final String words;

    Direction(String words) {
        this.words = words;
    }

    /** As the table says it. */
    String words() {
        return words;
    }
}
