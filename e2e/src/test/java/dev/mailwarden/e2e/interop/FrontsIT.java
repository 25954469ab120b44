package dev.mailwarden.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Load balancers and gateways in front, with swaks as both. */
class FrontsIT {

    private static final String LISTENERS =
            """
            node:
              listeners:
                - {name: mx, address: "127.0.0.1:${port.mx}"}
                - {name: submission, address: "127.0.0.1:${port.submission}", kind: submission,
                   xclient-from: [127.0.0.1]}
                - {name: balanced, address: "127.0.0.1:${port.balanced}", proxy-from: [127.0.0.1]}
                - {name: balanced-tls, address: "127.0.0.1:${port.balanced-tls}", tls: implicit,
                   proxy-from: [127.0.0.1]}
                - {name: fronted, address: "127.0.0.1:${port.fronted}", xclient-from: [127.0.0.1]}
            """;

    @TempDir private static Path directory;

    private static @Nullable Site site;

    @BeforeAll
    static void start() throws Exception {
        Run.needs("swaks");
        site = Site.start(directory, GatewayConfig.standard().with(LISTENERS));
    }

    @AfterAll
    static void stop() throws IOException {
        if (site != null) {
            site.close();
        }
    }

    private static Site site() {
        if (site == null) {
            throw new IllegalStateException("not started");
        }
        return site;
    }

    @BeforeEach
    void forget() {
        site().inbox().clear();
    }

    private static Run.Ended swaks(String listener, String to, String... more) throws Exception {
        var command =
                new ArrayList<>(
                        List.of(
                                "swaks",
                                "--server",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(site().port(listener)),
                                "--helo",
                                "client.example",
                                "--from",
                                "someone@foreign.example",
                                "--to",
                                to));
        command.addAll(Arrays.asList(more));
        return Run.toTheEnd(command.toArray(String[]::new));
    }

    private static String[] proxy(String version, String family, String source) {
        return new String[] {
            "--proxy-version", version,
            "--proxy-family", family,
            "--proxy-source", source,
            "--proxy-source-port", "4711",
            "--proxy-dest", source,
            "--proxy-dest-port", "25"
        };
    }

    private static void assertArrives(String trace) throws Exception {
        Await.until(
                Duration.ofSeconds(60),
                () -> "one arrives: " + site().inbox().mails(),
                () -> site().inbox().size() == 1);
        assertThat(site().inbox().mails().toString()).contains(trace);
        site().inbox().clear();
    }

    @Test
    void theClientBehindABalancerIsNamed() throws Exception {
        swaks("balanced", "user@ours.example", proxy("2", "AF_INET", "203.0.113.9")).orFail();
        assertArrives("[203.0.113.9]");
        String[] overTls = proxy("2", "AF_INET6", "2001:db8::9");
        String[] all = Arrays.copyOf(overTls, overTls.length + 1);
        all[overTls.length] = "--tls-on-connect";
        swaks("balanced-tls", "user@ours.example", all).orFail();
        assertArrives("[IPv6:2001:db8::9]");
    }

    /** The gateway trusts 127.0.0.9, and nobody may say that he is it. */
    @Test
    void theTextFormAndStrangersAreNotBelieved() throws Exception {
        Run.Ended text = swaks("balanced", "a@foreign.example", proxy("1", "TCP4", Site.TRUSTED));
        assertThat(text.code()).isNotZero();
        assertThat(text.output()).contains("421 4.7.0");
        Run.Ended stranger = swaks("mx", "a@foreign.example", proxy("2", "AF_INET", Site.TRUSTED));
        assertThat(stranger.code()).isNotZero();
        Run.Ended told = swaks("mx", "a@foreign.example", "--xclient", "ADDR=" + Site.TRUSTED);
        assertThat(told.code()).isNotZero();
        try (Wire wire =
                Wire.connect(site().port("mx"))) { // swaks does not say what is not offered
            wire.readReply();
            wire.command("EHLO client.example");
            assertThat(wire.command("XCLIENT ADDR=" + Site.TRUSTED))
                    .startsWith("550 5.7.0 XCLIENT is not taken");
        }
    }

    @Test
    void aServerInFrontTellsOfItsClient() throws Exception {
        swaks(
                        "fronted",
                        "user@ours.example",
                        "--xclient-addr",
                        "203.0.113.9",
                        "--xclient-name",
                        "client.example",
                        "--xclient-port",
                        "4711")
                .orFail();
        assertArrives("[203.0.113.9]");
        swaks("fronted", "user@ours.example", "--tls", "--xclient-addr", "IPV6:2001:db8::9")
                .orFail();
        assertArrives("[IPv6:2001:db8::9]");
    }

    @Test
    void aLogInInFrontCountsForSubmission() throws Exception {
        Run.Ended nobody =
                swaks("submission", "a@foreign.example", "--xclient-addr", "203.0.113.9");
        assertThat(nobody.code()).isNotZero();
        swaks(
                        "submission",
                        "a@foreign.example",
                        "--xclient-addr",
                        "203.0.113.9",
                        "--xclient-login",
                        "ann")
                .orFail();
        assertArrives("with ESMTPA id");
        Run.Ended mx =
                swaks(
                        "fronted",
                        "a@foreign.example",
                        "--xclient",
                        "LOGIN=ann",
                        "--xclient-no-verify");
        assertThat(mx.output()).contains("501 5.5.4");
    }
}
