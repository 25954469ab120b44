package dev.mailwarden.deliver;

import dev.mailwarden.config.Settings.Timeouts;
import dev.mailwarden.mail.sasl.Base64Text;
import dev.mailwarden.mail.sasl.Login;
import dev.mailwarden.mail.sasl.Mechanism;
import dev.mailwarden.mail.sasl.PreparedText;
import dev.mailwarden.mail.sasl.SaslClient;
import dev.mailwarden.mail.smtp.ServerReply;
import dev.mailwarden.message.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Logs in where a route has credentials (RFC 4954). A failure is passing: mail waits until an
 * administrator has mended the password, rather than that it all bounces.
 */
final class HopLogIn {

    /** Challenges of one attempt; SCRAM, the longest, has two. */
    private static final int MOST_CHALLENGES = 4;

    private final RandomGenerator random;

    HopLogIn(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Logs in on a connection that has said EHLO, if its target asks for it.
     *
     * @throws TroubleException if that does not succeed; never a word of the password in clear
     */
    void run(Connection connection, Timeouts timeouts) throws IOException, TroubleException {
        Optional<Credentials> credentials = connection.target().manner().credentials();
        if (credentials.isEmpty()) {
            return;
        }
        if (connection.hop().tls().isEmpty()) {
            throw trouble(connection, 11, "no password is sent in clear");
        }
        Optional<Mechanism> mechanism = connection.capabilities().mechanisms().stream().findFirst();
        if (mechanism.isEmpty()) {
            throw trouble(connection, 4, "the server offers no way to log in that we know");
        }
        SaslClient client =
                SaslClient.of(mechanism.get(), login(connection, credentials.get()), random);
        connection.dialogue().auth(mechanism.get(), client.begin());
        ServerReply reply = connection.reply("AUTH", timeouts.command());
        for (int i = 0; reply.code() == 334 && i < MOST_CHALLENGES; i++) {
            Optional<byte[]> answer =
                    Base64Text.decode(reply.lines().getFirst()).flatMap(client::answer);
            if (answer.isPresent()) {
                connection.dialogue().answer(answer.get());
            } else {
                connection.dialogue().cancelAuth();
            }
            reply = connection.reply("AUTH", timeouts.command());
        }
        if (reply.code() != 235) {
            throw trouble(connection, 8, "the log-in failed: " + reply);
        }
        if (!client.isSatisfied()) {
            throw trouble(connection, 8, "the server has not proven that it knows the password");
        }
    }

    private static Login login(Connection connection, Credentials credentials)
            throws TroubleException {
        try (Stream<String> lines = Files.lines(credentials.passwordFile())) {
            Optional<String> password = lines.findFirst().flatMap(PreparedText::of);
            Optional<String> user = PreparedText.of(credentials.user());
            if (password.isPresent() && user.isPresent()) {
                return new Login(user.get(), password.get());
            }
        } catch (IOException | UncheckedIOException e) {
            throw trouble(connection, 8, credentials.passwordFile() + " cannot be read");
        }
        throw trouble(connection, 8, credentials.passwordFile() + " holds no password");
    }

    private static TroubleException trouble(Connection connection, int detail, String text) {
        return new TroubleException(Trouble.passing(connection.hop(), 7, detail, text));
    }
}
