package dev.mailwarden.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** PLAIN (RFC 4616). */
final class PlainClient implements SaslClient {

    private final Login login;

    PlainClient(Login login) {
        this.login = login;
    }

    @Override
    public Optional<byte[]> begin() {
        String message = "\0" + login.user() + "\0" + login.password();
        return Optional.of(message.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<byte[]> answer(byte[] challenge) {
        return Optional.empty();
    }

    @Override
    public boolean isSatisfied() {
        return true;
    }
}
