package dev.mailwarden.mail.sasl;

import dev.mailwarden.mail.ForeignOctets;
import java.util.Optional;

/** PLAIN (RFC 4616): one message, {@code [authzid] NUL authcid NUL passwd}. */
@ForeignOctets
final class PlainServer implements SaslServer {

    @Override
    public SaslStep begin() {
        return new SaslStep.Challenge(new byte[0]);
    }

    @Override
    public SaslStep next(byte[] message) {
        Optional<String> text = Utf8.decode(message);
        if (text.isEmpty()) {
            return new SaslStep.Malformed();
        }
        String[] parts = text.get().split("\0", -1);
        if (parts.length != 3) {
            return new SaslStep.Malformed();
        }
        Optional<String> user = PreparedText.of(parts[1]);
        Optional<String> password = PreparedText.of(parts[2]);
        if (user.isEmpty() || password.isEmpty()) {
            return new SaslStep.Malformed();
        }
        return AuthorizationId.isHimself(parts[0], user.get()) // RFC 4616 §2
                ? new SaslStep.Claimed(user.get(), password.get())
                : new SaslStep.Refused(user.get());
    }
}
