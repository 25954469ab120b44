package dev.mailwarden.e2e.dialogue;

/** One line of a dialogue. */
sealed interface Step {

    /** Which of the interleaved sessions; empty for the only one. */
    String session();

    /** Line of the file. */
    int line();

    /** Sends octets, exactly. */
    record Send(String session, int line, String octets) implements Step {}

    /** Sends a file of the case, dot-stuffed, with the final dot. */
    record SendFile(String session, int line, String file) implements Step {}

    /** Reads one reply, or one line of a longer one. */
    record Expect(String session, int line, ReplyPattern pattern) implements Step {}

    /** Shakes hands. */
    record StartTls(String session, int line) implements Step {}

    /** Nothing comes from the server for 300 ms. */
    record Quiet(String session, int line) implements Step {}

    /** The server has closed the connection. */
    record End(String session, int line) implements Step {}

    /** The client closes without a word. */
    record Close(String session, int line) implements Step {}
}
