package dev.mailwarden.e2e.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.GatewayProcess;
import dev.mailwarden.e2e.fixture.Inbox;
import dev.mailwarden.e2e.fixture.InnerServer;
import dev.mailwarden.e2e.fixture.Mailer;
import dev.mailwarden.e2e.fixture.Manners;
import dev.mailwarden.e2e.fixture.Postfix;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.fixture.Tap;
import dev.mailwarden.e2e.wire.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS-2: a Postfix without TLS, where the route wants TLS. */
class PlaintextServerIT {

    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;
    private static final int RECORD_HEADER = 5;

    @TempDir private Path directory;

    private final Inbox inbox = new Inbox();

    @ParameterizedTest
    @ValueSource(strings = {"implicit", "implicit-verify"})
    void implicitTlsDefersAndSaysNothingInClear(String policy) throws Exception {
        for (byte[] connection : heard(policy)) {
            assertThat(inClear(connection)).isZero();
        }
    }

    @Test
    void requiredStartTlsDefersAndSaysHelloOnly() throws Exception {
        for (byte[] connection : heard("require")) {
            assertThat(new String(connection, ISO_8859_1)).isEqualTo("EHLO gw.ours.example\r\n");
        }
    }

    /** What the gateway said on two visits to Postfix. */
    private List<byte[]> heard(String policy) throws Exception {
        GatewayProcess.launcher();
        Path behind = Files.createDirectory(directory.resolve("postfix"));
        try (InnerServer recorder = InnerServer.start(Manners.MODERN, inbox);
                Postfix postfix = Postfix.start(behind, recorder.port(), Map.of());
                Tap tap = Tap.before(postfix.port());
                Site site =
                        Site.start(
                                Files.createDirectory(directory.resolve("gateway")),
                                GatewayConfig.standard()
                                        .with(
                                                "settings: {routes: {relay-host: {hosts: ['127.0.0.1:%d'], tls: %s}}}"
                                                        .formatted(tap.port(), policy)))) {
            site.send("a@client.example", "user@ours.example", Mailer.message("secret", 300));
            Await.until(
                    Duration.ofSeconds(60),
                    () -> site.journal().counts() + postfix.log(),
                    () -> tap.heard().size() >= 2);
            assertThat(site.journal().counts()).doesNotContainKeys("delivered", "bounced");
            assertThat(site.journal().counts().get("deferred")).isPositive();
            assertThat(inbox.size()).isZero();
            return List.copyOf(tap.heard());
        }
    }

    /** {@return the octets from the first on that is not within a TLS record} */
    private static int inClear(byte[] heard) {
        int at = 0;
        assertThat(heard).isNotEmpty();
        assertThat(heard[0]).isEqualTo((byte) HANDSHAKE);
        while (at + RECORD_HEADER <= heard.length
                && (heard[at] == HANDSHAKE || heard[at] == ALERT)
                && heard[at + 1] == 3) {
            at +=
                    RECORD_HEADER
                            + 256 * Byte.toUnsignedInt(heard[at + 3])
                            + Byte.toUnsignedInt(heard[at + 4]);
        }
        return heard.length - at;
    }
}
