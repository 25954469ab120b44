package dev.mailwarden.receive;

import java.util.Optional;

/**
 * Where a session stands (RFC 5321 §4.1.4). Every end of a transaction, good or bad, leaves {@link
 * Greeted} with nothing in it: a state is replaced, never reset.
 */
sealed interface State {

    /** The transaction that is open, if one is. */
    default Optional<Transaction> current() {
        return switch (this) {
            case Silent(), Greeted _ -> Optional.empty();
            case Envelope(_, var transaction) -> Optional.of(transaction);
            case Chunks(_, var transaction, _) -> Optional.of(transaction);
        };
    }

    /** How the client named itself; empty if it has not. */
    default String helo() {
        return switch (this) {
            case Silent() -> "";
            case Greeted(var hello) -> hello.name();
            case Envelope(var hello, _) -> hello.name();
            case Chunks(var hello, _, _) -> hello.name();
        };
    }

    /** No EHLO or HELO yet, or none since STARTTLS. */
    record Silent() implements State {}

    /** The client has named itself; no transaction. */
    record Greeted(Hello hello) implements State {}

    /** MAIL was accepted. */
    record Envelope(Hello hello, Transaction transaction) implements State {}

    /** A chunk was accepted (RFC 3030); only chunks may follow. */
    record Chunks(Hello hello, Transaction transaction, Incoming incoming) implements State {}

    /**
     * How the client named itself.
     *
     * @param name printable, at most 255 characters
     */
    record Hello(String name, boolean esmtp) {}
}
