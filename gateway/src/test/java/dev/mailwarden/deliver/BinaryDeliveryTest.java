package dev.mailwarden.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.message.Attempt.Result;
import dev.mailwarden.message.Consignment;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.DamagedContentException;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.Protocol;
import dev.mailwarden.message.Route.TlsPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P-06, on the way out: binary mail (RFC 3030 §3). */
class BinaryDeliveryTest {

    private static final String HEADER =
            "MIME-Version: 1.0\r\nContent-Transfer-Encoding: binary\r\n";
    private static final String BINARY = HEADER + "\r\n\0\n.\r\n.\r\n";
    private static final String LINES = HEADER.replace("binary", "base64") + "\r\nAAouDQouDQo=\r\n";

    private final SmtpCourier courier = Couriers.with(Parcels.delivery(Duration.ofSeconds(40)));

    @AfterEach
    void close() {
        courier.close();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void goesAsItIsByBdatWhereItIsOffered(Protocol protocol) throws Exception {
        try (var server = ScriptedServer.running(script(protocol, "CHUNKING", "BINARYMIME"))) {
            assertThat(deliver(server, protocol, BINARY))
                    .isInstanceOfSatisfying(
                            Result.Delivered.class, d -> assertThat(d.converted()).isFalse());
            assertThat(server.messages).containsExactly(BINARY);
            assertThat(server.heard)
                    .contains("MAIL FROM:<sender@example.org> BODY=BINARYMIME")
                    .contains("BDAT " + BINARY.length() + " LAST");
            assertThat(server.surprises).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void isMadeIntoLinesForDataAndForBdat(Protocol protocol) throws Exception {
        for (String offered : List.of("CHUNKING", "BINARYMIME", "8BITMIME")) {
            try (var server = ScriptedServer.running(script(protocol, offered))) {
                assertThat(deliver(server, protocol, BINARY))
                        .isInstanceOfSatisfying(
                                Result.Delivered.class, d -> assertThat(d.converted()).isTrue());
                assertThat(server.messages).containsExactly(LINES);
                assertThat(server.heard).contains("MAIL FROM:<sender@example.org>");
                assertThat(server.surprises).isEmpty();
            }
        }
    }

    @Test
    void whatCannotBeConvertedFailsWithoutATransaction() throws Exception {
        try (var server = ScriptedServer.running("S: 220 hi\nC: EHLO\nS: 250 hi\n")) {
            assertThat(deliver(server, Protocol.SMTP, "Subject: x\r\n\r\n\0"))
                    .isInstanceOfSatisfying(
                            Result.Failed.class,
                            failed -> {
                                assertThat(failed.status()).hasToString("5.6.3");
                                assertThat(failed.text())
                                        .endsWith("cannot be converted: it has no MIME-Version");
                            });
            assertThat(server.heard).containsExactly("EHLO gateway.example");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatCannotBeReadIsToldOrTriedAgain(boolean damaged) throws Exception {
        try (var server = ScriptedServer.running("S: 220 hi\nC: EHLO\nS: 250 hi\n")) {
            var consignment =
                    Parcels.consignment(
                            route(server, Protocol.SMTP),
                            PARAMETERS,
                            unreadable(damaged),
                            "a@example.com");
            if (damaged) {
                assertThatThrownBy(() -> courier.deliver(consignment))
                        .isInstanceOf(DamagedContentException.class);
            } else {
                assertThat(courier.deliver(consignment).results().getFirst().status())
                        .hasToString("4.3.0");
            }
        }
    }

    private static final MailParameters PARAMETERS =
            new MailParameters(
                    OptionalLong.empty(),
                    BodyType.BINARY_MIME,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    false);

    private Result deliver(ScriptedServer server, Protocol protocol, String message)
            throws Exception {
        Consignment consignment =
                Parcels.consignment(
                        route(server, protocol),
                        PARAMETERS,
                        Parcels.content(
                                message.getBytes(StandardCharsets.ISO_8859_1), ContentFacts.PLAIN),
                        "a@example.com");
        return courier.deliver(consignment).results().getFirst();
    }

    private static Route route(ScriptedServer server, Protocol protocol) {
        return new Route.Fixed(
                Parcels.to(server, TlsPolicy.NONE).hosts(),
                new Route.Manner(protocol, TlsPolicy.NONE, Optional.empty(), List.of()));
    }

    private static Content unreadable(boolean damaged) {
        return new Content() {
            @Override
            public long length() {
                return 100;
            }

            @Override
            public ContentFacts facts() {
                return ContentFacts.PLAIN;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                throw damaged ? new DamagedContentException("checksum") : new IOException("disk");
            }
        };
    }

    private static String script(Protocol protocol, String... offered) {
        boolean chunks = List.of(offered).contains("CHUNKING");
        return """
        S: 220 hi
        C: %s
        S: 250-hi
        S: 250-%s
        S: 250 HELP
        C: MAIL
        S: 250
        C: RCPT
        S: 250
        %s
        S: 250
        """
                .formatted(
                        protocol == Protocol.LMTP ? "LHLO" : "EHLO",
                        String.join("\nS: 250-", offered),
                        chunks ? "B" : "C: DATA\nS: 354\nM");
    }
}
