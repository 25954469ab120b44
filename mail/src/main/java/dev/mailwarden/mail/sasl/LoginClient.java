package dev.mailwarden.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** LOGIN: the name at once, the password when asked. */
final class LoginClient implements SaslClient {

    private final Login login;
    private boolean passwordSent;

    LoginClient(Login login) {
        this.login = login;
    }

    @Override
    public byte[] begin() {
        return login.user().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<byte[]> answer(byte[] challenge) {
        if (passwordSent) {
            return Optional.empty();
        }
        passwordSent = true;
        return Optional.of(login.password().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isSatisfied() {
        return true;
    }
}
