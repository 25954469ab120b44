package dev.mailwarden.deliver;

import dev.mailwarden.config.SecretFile;
import dev.mailwarden.config.Settings.Timeouts;
import dev.mailwarden.mail.sasl.Base64Text;
import dev.mailwarden.mail.sasl.Login;
import dev.mailwarden.mail.sasl.Mechanism;
import dev.mailwarden.mail.sasl.PreparedText;
import dev.mailwarden.mail.sasl.SaltedPasswords;
import dev.mailwarden.mail.sasl.SaslClient;
import dev.mailwarden.mail.smtp.ServerReply;
import dev.mailwarden.message.Credentials;
import dev.mailwarden.message.TlsFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs in where a route has credentials (RFC 4954). A failure is passing: mail waits until an
 * administrator has mended the password, rather than that it all bounces.
 *
 * <p>The password itself is sent only to a server whose certificate was verified; to another, which
 * may be somebody in between, it is at most proven. What is wrong with our own files is told to the
 * log: the trouble of a delivery reaches senders.
 */
final class HopLogIn {

    private static final Logger LOG = LoggerFactory.getLogger(HopLogIn.class);

    /** Challenges of one attempt: SCRAM, the longest, has two, and one may ask it to begin. */
    private static final int MOST_CHALLENGES = 4;

    private static final int MOST_FILE = 4 << 10;

    private final SaltedPasswords salted = new SaltedPasswords();
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
        Mechanism mechanism = mechanism(connection);
        SaslClient client =
                SaslClient.of(mechanism, login(connection, credentials.get()), salted, random);
        ServerReply reply = talk(connection, mechanism, client, timeouts);
        if (reply.code() != 235) {
            throw trouble(connection, 8, "the log-in failed: " + reply);
        }
        if (!client.isSatisfied()) {
            throw trouble(connection, 8, "the server has not proven that it knows the password");
        }
        connection.dialogue().loggedIn();
    }

    private static Mechanism mechanism(Connection connection) throws TroubleException {
        Optional<TlsFacts> tls = connection.hop().tls();
        if (tls.isEmpty()) {
            throw trouble(connection, 11, "no password is sent in clear");
        }
        List<Mechanism> offered = connection.capabilities().mechanisms();
        if (offered.isEmpty()) {
            throw trouble(connection, 4, "the server offers no way to log in that we know");
        }
        boolean verified = tls.get().verification() != TlsFacts.Verification.NONE;
        Optional<Mechanism> best =
                offered.stream().filter(each -> verified || !each.sendsPassword()).findFirst();
        if (best.isEmpty()) {
            throw trouble(
                    connection,
                    4,
                    "no password is sent to a server whose certificate is not verified");
        }
        return best.get();
    }

    /** {@return what the server said in the end} */
    private static ServerReply talk(
            Connection connection, Mechanism mechanism, SaslClient client, Timeouts timeouts)
            throws IOException {
        Optional<byte[]> owed = begin(connection, mechanism, client);
        ServerReply reply = connection.reply("AUTH", timeouts.command());
        for (int i = 0; reply.code() == 334 && i < MOST_CHALLENGES; i++) {
            Optional<byte[]> challenge = Base64Text.decode(reply.lines().getFirst());
            Optional<byte[]> answer =
                    owed.isPresent()
                            ? owed.filter(_ -> challenge.filter(c -> c.length == 0).isPresent())
                            : challenge.flatMap(client::answer);
            owed = Optional.empty();
            if (answer.isPresent()) {
                connection.dialogue().answer(answer.get());
            } else {
                connection.dialogue().cancelAuth();
            }
            reply = connection.reply("AUTH", timeouts.command());
        }
        return reply;
    }

    /**
     * {@return our first message, if it had no room beside AUTH and the server has to ask for it}
     */
    private static Optional<byte[]> begin(
            Connection connection, Mechanism mechanism, SaslClient client) throws IOException {
        Optional<byte[]> first = client.begin();
        if (first.isEmpty()) {
            connection.dialogue().auth(mechanism);
            return Optional.empty();
        }
        return connection.dialogue().auth(mechanism, first.get()) ? Optional.empty() : first;
    }

    private static Login login(Connection connection, Credentials credentials)
            throws TroubleException {
        try {
            byte[] octets = SecretFile.read(credentials.passwordFile(), MOST_FILE);
            Optional<String> password =
                    new String(octets, StandardCharsets.UTF_8)
                            .lines()
                            .findFirst()
                            .flatMap(PreparedText::of);
            Optional<String> user = PreparedText.of(credentials.user());
            if (password.isPresent() && user.isPresent()) {
                return new Login(user.get(), password.get());
            }
            LOG.error("{} holds no password", credentials.passwordFile());
        } catch (IOException e) {
            LOG.error(
                    "the password in {} cannot be read: {}",
                    credentials.passwordFile(),
                    e.getMessage());
        }
        throw trouble(connection, 8, "our password for this server cannot be read");
    }

    private static TroubleException trouble(Connection connection, int detail, String text) {
        return new TroubleException(Trouble.passing(connection.hop(), 7, detail, text));
    }
}
