package dev.mailwarden.bench.load;

import java.util.List;

/** Takes what the sink receives. */
@FunctionalInterface
public interface Mailroom {

    /**
     * One message, before its 250 is sent.
     *
     * @param from the reverse-path without angle brackets
     * @param to the recipients without angle brackets
     * @param message its first {@code length} octets are the message, dot-stuffing removed; valid
     *     during the call only
     */
    void received(String from, List<String> to, byte[] message, int length);
}
