package dev.mailwarden.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** LOGIN: the name when asked, and then the password when asked. */
final class LoginClient implements SaslClient {

    private enum Asked {
        NOTHING,
        USER,
        PASSWORD
    }

    private final Login login;
    private Asked asked = Asked.NOTHING;

    LoginClient(Login login) {
        this.login = login;
    }

    /** The server asks first: not every server takes the name with AUTH. */
    @Override
    public Optional<byte[]> begin() {
        return Optional.empty();
    }

    @Override
    public Optional<byte[]> answer(byte[] challenge) {
        return switch (asked) {
            case NOTHING -> {
                asked = Asked.USER;
                yield Optional.of(login.user().getBytes(StandardCharsets.UTF_8));
            }
            case USER -> {
                asked = Asked.PASSWORD;
                yield Optional.of(login.password().getBytes(StandardCharsets.UTF_8));
            }
            case PASSWORD -> Optional.empty();
        };
    }

    @Override
    public boolean isSatisfied() {
        return true;
    }
}
