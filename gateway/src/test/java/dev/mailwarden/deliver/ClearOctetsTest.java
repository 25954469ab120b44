package dev.mailwarden.deliver;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Attempt.Result;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.Manner;
import dev.mailwarden.message.Route.Protocol;
import dev.mailwarden.message.Route.TlsPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS-2: which octets reach a server without TLS where TLS is wanted, counted on its socket. */
class ClearOctetsTest {

    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RECORD_HEADER = 5;

    private final SmtpCourier courier = Couriers.with(Parcels.delivery(Duration.ofSeconds(1)));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        courier.close();
        threads.shutdownNow();
    }

    /** A plaintext server that greets, one that also answers, one that waits, a silent one. */
    @ParameterizedTest
    @CsvSource({
        "IMPLICIT,        SMTP, 220 hi, ''",
        "IMPLICIT,        SMTP, 220 hi, 250 STARTTLS",
        "IMPLICIT,        SMTP, '',     220 hi",
        "IMPLICIT,        SMTP, '',     ''",
        "IMPLICIT,        LMTP, 220 hi, 250 STARTTLS",
        "IMPLICIT_VERIFY, SMTP, 220 hi, ''",
        "IMPLICIT_VERIFY, SMTP, 220 hi, 250 STARTTLS",
        "IMPLICIT_VERIFY, SMTP, '',     220 hi",
        "IMPLICIT_VERIFY, SMTP, '',     ''",
        "IMPLICIT_VERIFY, LMTP, 220 hi, 250 STARTTLS"
    })
    void implicitTlsSendsNotOneOctetInClear(
            TlsPolicy policy, Protocol protocol, String greeting, String answer) throws Exception {
        byte[] heard = heard(policy, protocol, greeting, answer, "deferred 4.7.5");
        assertThat(inClear(heard)).isZero();
        assertThat(heard[RECORD_HEADER]).isEqualTo((byte) CLIENT_HELLO);
    }

    @ParameterizedTest
    @CsvSource({
        "REQUIRE, SMTP, EHLO",
        "REQUIRE, LMTP, LHLO",
        "VERIFY,  SMTP, EHLO",
        "VERIFY,  LMTP, LHLO"
    })
    void whereStartTlsIsNotOfferedOnlyTheHelloIsInClear(
            TlsPolicy policy, Protocol protocol, String hello) throws Exception {
        byte[] heard = heard(policy, protocol, "220 hi", "250 hi", "deferred 4.7.4");
        assertThat(new String(heard, US_ASCII)).isEqualTo(hello + " gateway.example\r\n");
    }

    private byte[] heard(
            TlsPolicy policy, Protocol protocol, String greeting, String answer, String outcome)
            throws Exception {
        try (var listener = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            Future<byte[]> heard = threads.submit(() -> serve(listener, greeting, answer));
            Route route =
                    new Route.Fixed(
                            List.of(Parcels.host("[127.0.0.1]", listener.getLocalPort())),
                            new Manner(protocol, policy, Optional.empty(), List.of()));
            Result result =
                    courier.deliver(Parcels.consignment(route, "a@example.com"))
                            .results()
                            .getFirst();
            assertThat(HopScriptsTest.outcome(result)).as(result.text()).isEqualTo(outcome);
            return heard.get();
        }
    }

    /** {@return all that came on the first connection} */
    private static byte[] serve(ServerSocket listener, String greeting, String answer)
            throws IOException {
        var heard = new ByteArrayOutputStream();
        try (Socket socket = listener.accept()) {
            say(socket, greeting);
            InputStream in = socket.getInputStream();
            byte[] block = new byte[4096];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                heard.write(block, 0, n);
                say(socket, answer);
            }
        } catch (IOException e) {
            // The client went away without reading on.
        }
        return heard.toByteArray();
    }

    private static void say(Socket socket, String line) throws IOException {
        if (!line.isEmpty()) {
            socket.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
        }
    }

    /** {@return the octets from the first on that is not within a TLS record (RFC 8446 §5.1)} */
    private static int inClear(byte[] heard) {
        List<Integer> types = new ArrayList<>();
        int at = 0;
        while (at + RECORD_HEADER <= heard.length
                && (heard[at] == HANDSHAKE || heard[at] == ALERT)
                && heard[at + 1] == 3) {
            types.add((int) heard[at]);
            at +=
                    RECORD_HEADER
                            + 256 * Byte.toUnsignedInt(heard[at + 3])
                            + Byte.toUnsignedInt(heard[at + 4]);
        }
        assertThat(types).as("TLS records").startsWith(HANDSHAKE);
        return heard.length - at;
    }
}
