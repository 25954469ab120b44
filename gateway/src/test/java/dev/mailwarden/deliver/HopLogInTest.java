package dev.mailwarden.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.dns.FakeDns;
import dev.mailwarden.message.Attempt.Result;
import dev.mailwarden.message.Credentials;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.TlsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private static final String PLAIN = "S: 250-hi\nS: 250 AUTH LOGIN PLAIN\n";

    /** {@code NUL tim NUL tanstaaf}. */
    private static final String RESPONSE = "C: AUTH PLAIN AHRpbQB0YW5zdGFhZg==\n";

    @TempDir private Path directory;

    private final SmtpCourier courier =
            Couriers.with(
                    Parcels.delivery(Duration.ofSeconds(30)), FakeDns.of(""), System::nanoTime);

    @BeforeEach
    void writePassword() throws IOException {
        Files.writeString(passwordFile(), "tanstaaf\nnot this\n");
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

    private void isDelivered(String script) throws Exception {
        try (var server = ScriptedServer.running(STARTTLS + script + MESSAGE)) {
            assertThat(deliver(server, TlsPolicy.REQUIRE)).isInstanceOf(Result.Delivered.class);
            assertThat(server.surprises).isEmpty();
        }
    }

    private void isDeferred(String script, String status, String text) throws Exception {
        try (var server = ScriptedServer.running(STARTTLS + script)) {
            assertThat(deliver(server, TlsPolicy.REQUIRE))
                    .isInstanceOfSatisfying(
                            Result.Deferred.class,
                            deferred -> {
                                assertThat(deferred.status()).hasToString(status);
                                assertThat(deferred.text()).contains(text);
                                assertThat(deferred.text()).doesNotContain("tanstaaf");
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
                C: AUTH LOGIN dGlt
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
    void aMissingOrEmptyFileIsNamed() throws Exception {
        Files.writeString(passwordFile(), "\nsecond line\n");
        isDeferred(PLAIN, "4.7.8", "holds no password");
        Files.delete(passwordFile());
        isDeferred(PLAIN, "4.7.8", "cannot be read");
    }

    @Test
    void aNewPasswordIsUsedAtOnce() throws Exception {
        isDeferred(PLAIN + RESPONSE + "S: 535 wrong\n", "4.7.8", "the log-in failed");
        Files.writeString(passwordFile(), "pass");
        isDelivered(PLAIN + "C: AUTH PLAIN AHRpbQBwYXNz\nS: 235 welcome\n");
    }
}
