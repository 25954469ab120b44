package dev.mailwarden.deliver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.dns.FakeDns;
import dev.mailwarden.mail.sasl.Base64Text;
import dev.mailwarden.mail.sasl.Login;
import dev.mailwarden.mail.sasl.Mechanism;
import dev.mailwarden.mail.sasl.SaltedPasswords;
import dev.mailwarden.mail.sasl.SaslClient;
import dev.mailwarden.mail.sasl.SaslServer;
import dev.mailwarden.mail.sasl.SaslStep;
import dev.mailwarden.mail.sasl.ScramVerifier;
import dev.mailwarden.message.Attempt.Result;
import dev.mailwarden.message.Credentials;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.TlsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logging in at a next hop. */
class HopLogInTest {

    private static final String STARTTLS =
            """
            S: 220 hi
            C: EHLO gateway.example
            S: 250-hi
            S: 250 STARTTLS
            C: STARTTLS
            S: 220 go
            TLS
            C: EHLO gateway.example
            """;

    private static final String MESSAGE =
            """
            C: MAIL
            S: 250
            C: RCPT
            S: 250
            C: DATA
            S: 354
            M
            S: 250
            """;

    private static final String SCRAM = "S: 250-hi\nS: 250 AUTH PLAIN SCRAM-SHA-256\n";

    private static final String PLAIN = "S: 250-hi\nS: 250 AUTH LOGIN PLAIN\n";

    /** {@code NUL tim NUL tanstaaf}. */
    private static final String RESPONSE = "C: AUTH PLAIN AHRpbQB0YW5zdGFhZg==\n";

    @TempDir private Path directory;

    private final SmtpCourier courier =
            Couriers.with(
                    Parcels.delivery(Duration.ofSeconds(30)), FakeDns.of(""), System::nanoTime);

    @BeforeEach
    void writePassword() throws IOException {
        password("tanstaaf\nnot this\n");
    }

    private void password(String text) throws IOException {
        Files.writeString(passwordFile(), text);
        Files.setPosixFilePermissions(passwordFile(), PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void close() {
        courier.close();
    }

    private Path passwordFile() {
        return directory.resolve("password");
    }

    private Result deliver(ScriptedServer server, TlsPolicy tls) throws Exception {
        Route route =
                new Route.Fixed(
                        List.of(Parcels.host("[127.0.0.1]", server.port())),
                        new Route.Manner(
                                Route.Protocol.SMTP,
                                tls,
                                Optional.of(new Credentials("tim", passwordFile())),
                                List.of()));
        return courier.deliver(Parcels.consignment(route, "a@example.com")).results().getFirst();
    }

    private List<String> isDelivered(TlsPolicy tls, String script) throws Exception {
        try (var server = ScriptedServer.running(STARTTLS + script + MESSAGE)) {
            assertThat(deliver(server, tls)).isInstanceOf(Result.Delivered.class);
            assertThat(server.surprises).isEmpty();
            return List.copyOf(server.heard);
        }
    }

    private List<String> isDelivered(String script) throws Exception {
        return isDelivered(TlsPolicy.VERIFY, script);
    }

    private void isDeferred(String script, String status, String text) throws Exception {
        isDeferred(TlsPolicy.VERIFY, script, status, text);
    }

    private void isDeferred(TlsPolicy tls, String script, String status, String text)
            throws Exception {
        try (var server = ScriptedServer.running(STARTTLS + script)) {
            assertThat(deliver(server, tls))
                    .isInstanceOfSatisfying(
                            Result.Deferred.class,
                            deferred -> {
                                assertThat(deferred.status()).hasToString(status);
                                assertThat(deferred.text()).contains(text);
                                assertThat(deferred.text()).doesNotContain("tanstaaf");
                                assertThat(deferred.text()).doesNotContain(directory.toString());
                            });
            assertThat(server.surprises).isEmpty();
            assertThat(server.heard).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    @Test
    void plainIsOneMessage() throws Exception {
        isDelivered(PLAIN + RESPONSE + "S: 235 welcome\n");
    }

    @Test
    void loginIsUsedWhereNothingElseIsOffered() throws Exception {
        isDelivered(
                """
                S: 250-hi
                S: 250 AUTH LOGIN GSSAPI
                C: AUTH LOGIN
                S: 334 VXNlcm5hbWU6
                C: dGlt
                S: 334 UGFzc3dvcmQ6
                C: dGFuc3RhYWY=
                S: 235 2.7.0 welcome
                """);
    }

    @Test
    void aServerThatAsksTooMuchIsLeft() throws Exception {
        isDeferred(
                PLAIN + RESPONSE + "S: 334 \nC: *\nS: 501 cancelled\n",
                "4.7.8",
                "the log-in failed: 501 cancelled");
    }

    @ParameterizedTest
    @CsvSource({"535 5.7.8 wrong", "454 4.7.0 later", "334 !"})
    void aFailureWaitsForAnAdministrator(String reply) throws Exception {
        String cancel = reply.startsWith("334") ? "C: *\nS: 501 cancelled\n" : "";
        isDeferred(PLAIN + RESPONSE + "S: " + reply + "\n" + cancel, "4.7.8", "the log-in failed");
    }

    @Test
    void whereNoMechanismIsKnownNothingIsSent() throws Exception {
        isDeferred("S: 250-hi\nS: 250 AUTH GSSAPI\n", "4.7.4", "no way to log in");
        isDeferred("S: 250 hi\n", "4.7.4", "no way to log in");
    }

    @Test
    void aPasswordIsNeverSentInClear() throws Exception {
        String clear = "S: 220 hi\nC: EHLO gateway.example\nS: 250-hi\nS: 250 AUTH PLAIN\n";
        try (var server = ScriptedServer.running(clear)) {
            assertThat(deliver(server, TlsPolicy.NONE)).isInstanceOf(Result.Deferred.class);
            assertThat(server.heard).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void sendersAreNotToldWhichFileIsMissingEmptyTooLargeOrOpenToOthers() throws Exception {
        String text = "our password for this server cannot be read";
        password("\nsecond line\n");
        isDeferred(PLAIN, "4.7.8", text);
        password("tanstaaf\n" + "x".repeat(4096));
        isDeferred(PLAIN, "4.7.8", text);
        password("tanstaaf\n");
        Files.setPosixFilePermissions(passwordFile(), PosixFilePermissions.fromString("rw-r-----"));
        isDeferred(PLAIN, "4.7.8", text);
        Files.delete(passwordFile());
        isDeferred(PLAIN, "4.7.8", text);
    }

    /** RFC 4954 §5. */
    @Test
    void itVouchesForNoSubmitter() throws Exception {
        assertThat(isDelivered(PLAIN + RESPONSE + "S: 235 welcome\n"))
                .anyMatch(line -> line.startsWith("MAIL") && line.endsWith(" AUTH=<>"));
    }

    @Test
    void aResponseTooLongForALineIsSentWhenAskedFor() throws Exception {
        password("x".repeat(400));
        String response = Base64Text.encode(("\0tim\0" + "x".repeat(400)).getBytes(UTF_8));
        assertThat(
                        isDelivered(
                                PLAIN
                                        + "C: AUTH PLAIN\nS: 334 \nC: "
                                        + response
                                        + "\nS: 235 welcome\n"))
                .contains("AUTH PLAIN", response);
        isDeferred(
                PLAIN + "C: AUTH PLAIN\nS: 334 aGVsbG8=\nC: *\nS: 501 cancelled\n",
                "4.7.8",
                "the log-in failed: 501");
    }

    /** What both sides of SCRAM say when each knows this password, up to the outcome. */
    private static String scram(String serversPassword) {
        var login = new Login("tim", "tanstaaf");
        SaslClient client =
                SaslClient.of(Mechanism.SCRAM_SHA_256, login, new SaltedPasswords(), new Random(2));
        ScramVerifier verifier = ScramVerifier.of(serversPassword, new Random(3));
        SaslServer server = SaslServer.of(Mechanism.SCRAM_SHA_256, _ -> verifier, new Random(4));
        byte[] message = client.begin().orElseThrow();
        var script = new StringBuilder(SCRAM + "C: AUTH SCRAM-SHA-256 ");
        script.append(Base64Text.encode(message)).append('\n');
        while (server.next(message) instanceof SaslStep.Challenge(byte[] text)) {
            message = client.answer(text).orElseThrow();
            script.append("S: 334 ").append(Base64Text.encode(text)).append('\n');
            script.append("C: ").append(Base64Text.encode(message)).append('\n');
        }
        return script.toString();
    }

    @ParameterizedTest
    @EnumSource(names = {"VERIFY", "REQUIRE"})
    void scramIsUsedWhereItIsOffered(TlsPolicy tls) throws Exception {
        assertThat(isDelivered(tls, scram("tanstaaf") + "S: 235 welcome\n"))
                .anyMatch(line -> line.startsWith("AUTH SCRAM-SHA-256 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"after the name", "after the proof", "after a refusal"})
    void aServerThatDoesNotKnowThePasswordIsNotBelieved(String when) throws Exception {
        String talk = scram("tanstaaf");
        String script =
                switch (when) {
                    case "after the name" -> talk.substring(0, talk.indexOf("S: 334"));
                    case "after the proof" -> talk.substring(0, talk.lastIndexOf("S: 334"));
                    default -> scram("another");
                };
        isDeferred(script + "S: 235 welcome\n", "4.7.8", "has not proven");
    }

    @Test
    void noPasswordIsSentToWhoeverAnswers() throws Exception {
        isDeferred(TlsPolicy.REQUIRE, PLAIN, "4.7.4", "whose certificate is not verified");
    }

    @Test
    void aNewPasswordIsUsedAtOnce() throws Exception {
        isDeferred(PLAIN + RESPONSE + "S: 535 wrong\n", "4.7.8", "the log-in failed");
        password("pass");
        isDelivered(PLAIN + "C: AUTH PLAIN AHRpbQBwYXNz\nS: 235 welcome\n");
    }
}
