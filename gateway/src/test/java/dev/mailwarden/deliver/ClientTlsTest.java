package dev.mailwarden.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.dns.FakeDns;
import dev.mailwarden.message.Attempt.Result;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.TlsPolicy;
import dev.mailwarden.message.TlsFacts.Verification;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientTlsTest {

    private static final String HELLO =
            """
            S: 220 hi
            C: EHLO gateway.example
            S: 250-hi
            S: 250 STARTTLS
            """;

    private static final String STARTTLS = HELLO + "C: STARTTLS\nS: 220 go\nTLS\n";

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

    private static final String TAKEN = "C: EHLO gateway.example\nS: 250 hi\n" + MESSAGE;

    private static final FakeDns DNS =
            FakeDns.of(
                    """
                    mx.example    A 127.0.0.1
                    other.example A 127.0.0.1
                    """);

    private final SmtpCourier courier =
            Couriers.with(Parcels.delivery(Duration.ofSeconds(30)), DNS, System::nanoTime);

    @AfterEach
    void close() {
        courier.close();
    }

    @Test
    void attemptUsesTlsWhereItIsOffered() throws Exception {
        try (var server = ScriptedServer.running(STARTTLS + TAKEN)) {
            Result result = deliver(server, "mx.example", TlsPolicy.ATTEMPT);
            assertThat(result).isInstanceOf(Result.Delivered.class);
            var tls = result.hop().tls().orElseThrow();
            assertThat(tls.protocol()).isEqualTo("TLSv1.3");
            assertThat(tls.peer()).isEqualTo("CN=mx.example");
            assertThat(tls.verification()).isEqualTo(Verification.NONE);
            assertThat(server.surprises).isEmpty();
        }
    }

    @Test
    void attemptDoesWithoutWhereItIsNotOffered() throws Exception {
        try (var server = ScriptedServer.running("S: 220 hi\n" + TAKEN)) {
            Result result = deliver(server, "mx.example", TlsPolicy.ATTEMPT);
            assertThat(result).isInstanceOf(Result.Delivered.class);
            assertThat(result.hop().tls()).isEmpty();
        }
    }

    @Test
    void attemptDoesWithoutWhereItIsRefused() throws Exception {
        try (var server = ScriptedServer.running(HELLO + "C: STARTTLS\nS: 454 no\n" + MESSAGE)) {
            assertThat(deliver(server, "mx.example", TlsPolicy.ATTEMPT))
                    .isInstanceOf(Result.Delivered.class);
            assertThat(server.surprises).isEmpty();
        }
    }

    @Test
    void attemptTriesOnceMoreInClearAfterAFailedHandshake() throws Exception {
        try (var server =
                ScriptedServer.running(HELLO + "C: STARTTLS\nS: 220 go\nDROP\n", HELLO + MESSAGE)) {
            Result result = deliver(server, "mx.example", TlsPolicy.ATTEMPT);
            assertThat(result).isInstanceOf(Result.Delivered.class);
            assertThat(result.hop().tls()).isEmpty();
            assertThat(server.connectionCount).hasValue(2);
            assertThat(server.surprises).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ATTEMPT", "REQUIRE", "VERIFY"})
    void plaintextBehindTheReplyToStartTlsIsAnAttack(TlsPolicy policy) throws Exception {
        try (var server =
                ScriptedServer.running(
                        HELLO + "C: STARTTLS\nS: 220 go\\r\\n250 injected\nTLS\n" + TAKEN)) {
            Result result = deliver(server, "mx.example", policy);
            assertThat(HopScriptsTest.outcome(result)).isEqualTo("deferred 4.5.0");
            assertThat(server.messages).isEmpty();
            assertThat(server.connectionCount).hasValue(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REQUIRE", "VERIFY"})
    void requiredTlsIsNeverDoneWithout(TlsPolicy policy) throws Exception {
        for (String script :
                List.of(
                        "S: 220 hi\nC: EHLO\nS: 250 hi\n",
                        "S: 220 hi\nC: EHLO\nS: 502 no\nC: HELO\nS: 250 hi\n",
                        HELLO + "C: STARTTLS\nS: 454 no\n",
                        HELLO + "C: STARTTLS\nS: 502 no\n",
                        HELLO + "C: STARTTLS\nS: 220 go\nDROP\n",
                        HELLO + "C: STARTTLS\nS: 220 go\nS: 250 not TLS\nSTALL\n")) {
            try (var server = ScriptedServer.running(script)) {
                Result result = deliver(server, "mx.example", policy);
                assertThat(HopScriptsTest.outcome(result))
                        .as(script)
                        .matches("deferred 4\\.(7\\.[45]|5\\.0)");
                assertThat(server.heard).as(script).noneMatch(line -> line.startsWith("MAIL"));
            }
        }
    }

    @Test
    void verifyTakesACertificateThatIsTrustedAndNamesTheHost() throws Exception {
        try (var server = ScriptedServer.running(STARTTLS + TAKEN)) {
            Result result = deliver(server, "mx.example", TlsPolicy.VERIFY);
            assertThat(result).isInstanceOf(Result.Delivered.class);
            assertThat(result.hop().tls().orElseThrow().verification())
                    .isEqualTo(Verification.PKIX);
        }
    }

    @Test
    void verifyTakesAnAddressOfTheCertificate() throws Exception {
        try (var server = ScriptedServer.running(STARTTLS + TAKEN)) {
            assertThat(deliver(server, "[127.0.0.1]", TlsPolicy.VERIFY))
                    .isInstanceOf(Result.Delivered.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VERIFY", "IMPLICIT_VERIFY"})
    void verifyRefusesAnotherName(TlsPolicy policy) throws Exception {
        String script = policy == TlsPolicy.VERIFY ? STARTTLS : "TLS\nS: 220 hi\n";
        try (var server = ScriptedServer.running(script + TAKEN)) {
            Result result = deliver(server, "other.example", policy);
            assertThat(HopScriptsTest.outcome(result)).isEqualTo("deferred 4.7.5");
            assertThat(server.messages).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VERIFY", "IMPLICIT_VERIFY"})
    void verifyRefusesAnUnknownIssuer(TlsPolicy policy) throws Exception {
        String script = policy == TlsPolicy.VERIFY ? STARTTLS : "TLS\nS: 220 hi\n";
        try (var server = ScriptedServer.running(script + TAKEN);
                var wary =
                        Couriers.with(
                                Parcels.delivery(Duration.ofSeconds(30)),
                                DNS,
                                System::nanoTime,
                                TlsClient.withDefaultTrust())) {
            Result result = deliver(wary, server, "mx.example", policy);
            assertThat(HopScriptsTest.outcome(result)).isEqualTo("deferred 4.7.5");
            assertThat(server.messages).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IMPLICIT", "IMPLICIT_VERIFY"})
    void implicitTlsBeginsWithTheFirstOctet(TlsPolicy policy) throws Exception {
        try (var server = ScriptedServer.running("TLS\nS: 220 hi\n" + TAKEN)) {
            Result result = deliver(server, "mx.example", policy);
            assertThat(result).isInstanceOf(Result.Delivered.class);
            assertThat(result.hop().tls()).isPresent();
            assertThat(server.surprises).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IMPLICIT", "IMPLICIT_VERIFY"})
    void implicitTlsSaysNothingInClearToAPlaintextServer(TlsPolicy policy) throws Exception {
        try (var server = ScriptedServer.running("S: 220 hi\n" + TAKEN)) {
            Result result = deliver(server, "mx.example", policy);
            assertThat(HopScriptsTest.outcome(result)).isEqualTo("deferred 4.7.5");
            assertThat(server.heard).noneMatch(line -> line.contains("EHLO"));
            assertThat(server.connectionCount).hasValue(1);
        }
    }

    @Test
    void noneNeverUsesTls() throws Exception {
        try (var server = ScriptedServer.running(HELLO + MESSAGE)) {
            Result result = deliver(server, "mx.example", TlsPolicy.NONE);
            assertThat(result).isInstanceOf(Result.Delivered.class);
            assertThat(result.hop().tls()).isEmpty();
        }
    }

    private Result deliver(ScriptedServer server, String host, TlsPolicy policy) throws Exception {
        return deliver(courier, server, host, policy);
    }

    private static Result deliver(
            SmtpCourier courier, ScriptedServer server, String host, TlsPolicy policy)
            throws Exception {
        Route route = new Route.Fixed(List.of(Parcels.host(host, server.port())), policy);
        return courier.deliver(Parcels.consignment(route, "a@example.com")).results().getFirst();
    }
}
