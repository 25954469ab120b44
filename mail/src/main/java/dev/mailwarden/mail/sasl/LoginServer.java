package dev.mailwarden.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** LOGIN: the server asks for the name and then for the password. */
final class LoginServer implements SaslServer {

    private static final byte[] ASK_USER = "Username:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ASK_PASSWORD = "Password:".getBytes(StandardCharsets.US_ASCII);

    private Optional<String> user = Optional.empty();

    @Override
    public SaslStep begin() {
        return new SaslStep.Challenge(ASK_USER);
    }

    @Override
    public SaslStep next(byte[] message) {
        Optional<String> text = Utf8.decode(message).flatMap(PreparedText::of);
        if (text.isEmpty()) {
            return new SaslStep.Malformed();
        }
        if (user.isEmpty()) {
            user = text;
            return new SaslStep.Challenge(ASK_PASSWORD);
        }
        return new SaslStep.Claimed(user.get(), text.get());
    }
}
