package dev.mailwarden.bench.load;

import java.util.List;

/** What a client of a {@link Crowd} does once it is in, which is nothing useful. */
enum Manner {
    /** Says EHLO and then nothing. */
    IDLE,
    /** Says a command that never ends. */
    COMMAND,
    /** Sends a message that never ends. */
    CONTENT,
    /** Begins a TLS handshake that never ends. */
    HANDSHAKE;

    /** The head of a TLS record with a ClientHello of 512 octets (RFC 8446 §4, §5.1). */
    private static final byte[] CLIENT_HELLO = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

    private static final byte[] ENDLESS = {'N', 'O', 'O', 'P', ' '};

    /** Of those who are slow one half is in content, a tenth in a handshake. */
    static Manner ofSlow(int number) {
        return switch (number % 10) {
            case 0, 2, 4, 6, 8 -> CONTENT;
            case 1 -> HANDSHAKE;
            default -> COMMAND;
        };
    }

    /** {@return what is said first, a line for each reply} */
    List<String> lines() {
        return switch (this) {
            case IDLE -> List.of("EHLO crowd.example");
            case COMMAND -> List.of();
            case CONTENT ->
                    List.of(
                            "EHLO crowd.example",
                            "MAIL FROM:<sender@bench.example>",
                            "RCPT TO:<recipient@d0000.example>",
                            "DATA");
            case HANDSHAKE -> List.of("EHLO crowd.example", "STARTTLS");
        };
    }

    /** {@return whether anything is said after the lines} */
    boolean dribbles() {
        return this != IDLE;
    }

    /** {@return an octet of what is said after the lines} */
    byte octet(int number) {
        byte[] head =
                switch (this) {
                    case IDLE, CONTENT -> new byte[0];
                    case COMMAND -> ENDLESS;
                    case HANDSHAKE -> CLIENT_HELLO;
                };
        return number < head.length ? head[number] : (byte) 'x';
    }
}
