package dev.mailwarden.e2e.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.GatewayProcess;
import dev.mailwarden.e2e.fixture.Mailer;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.TestTls;
import dev.mailwarden.e2e.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that keep the gateway from TLS get no mail that was to go over TLS (P-08). */
class StartTlsClientIT {

    private static final Set<String> MAIL_IN_CLEAR =
            Set.of("on MAIL", "on RCPT", "on DATA", "on BDAT", "on AUTH");

    @TempDir private Path directory;

    @Test
    void noScriptGetsMailInClearOrBeliefInInjectedAnswers() throws Exception {
        GatewayProcess.launcher();
        TestTls certificate =
                TestTls.make(Files.createDirectory(directory.resolve("tls")), "recorder.example");
        var servers = new ArrayList<ScriptedServer>();
        try {
            for (Trick trick : TrickReader.read("starttls-client.tricks")) {
                servers.add(ScriptedServer.start(trick, certificate));
            }
            assertThat(servers).hasSizeGreaterThan(100);
            List<String> worked = worked(servers);
            HostileTally.write("starttls-client", servers.size(), worked.size());
            assertThat(worked).isEmpty();
        } finally {
            for (ScriptedServer server : servers) {
                server.close();
            }
        }
    }

    private List<String> worked(List<ScriptedServer> servers) throws Exception {
        try (Site site = Site.start(directory, config(servers))) {
            for (int i = 0; i < servers.size(); i++) {
                String reply;
                try (Wire wire = site.session("mx", Site.TRUSTED)) {
                    reply =
                            Mailer.send(
                                    wire,
                                    "outer@client.example",
                                    "user@t" + i + ".example",
                                    Mailer.message("t" + i, 200));
                }
                assertThat(reply).startsWith("250");
            }
            Await.until(
                    Duration.ofSeconds(90),
                    () -> "each server has had a visit: " + waiting(servers),
                    () -> waiting(servers).isEmpty());
        }
        return servers.stream()
                .filter(StartTlsClientIT::worked)
                .map(server -> server.trick() + ": " + server.heard())
                .toList();
    }

    private static List<Trick> waiting(List<ScriptedServer> servers) {
        return servers.stream()
                .filter(server -> !server.finished())
                .map(ScriptedServer::trick)
                .toList();
    }

    private static boolean worked(ScriptedServer server) {
        List<String> heard = server.heard();
        boolean believed =
                heard.contains("tls MAIL")
                        && (server.trick().answers().containsKey("tls EHLO")
                                || heard.indexOf("tls MAIL") < heard.indexOf("tls EHLO"));
        return believed
                || switch (server.trick().option("policy", "")) {
                    case "require" -> heard.stream().anyMatch(MAIL_IN_CLEAR::contains);
                    case "verify" -> heard.stream().anyMatch(line -> line.endsWith(" MAIL"));
                    default -> false;
                };
    }

    /** One route a script, so that none has to wait for another. */
    private static GatewayConfig config(List<ScriptedServer> servers) {
        var yaml =
                new StringBuilder(
                        """
                        settings:
                          delivery:
                            timeouts: {greeting: 5s, command: 5s, mail: 5s, rcpt: 5s}
                          routes:
                            entries:
                        """);
        for (int i = 0; i < servers.size(); i++) {
            yaml.append(
                    "      - {match: t%d.example, hosts: ['127.0.0.1:%d'], tls: %s}%n"
                            .formatted(
                                    i,
                                    servers.get(i).port(),
                                    servers.get(i).trick().option("policy", "")));
        }
        return GatewayConfig.standard().with(yaml.toString());
    }
}
