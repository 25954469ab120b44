package dev.mailwarden.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.dns.FakeDns;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Attempt.Result;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.Manner;
import dev.mailwarden.message.Route.Protocol;
import dev.mailwarden.message.Route.Rank;
import dev.mailwarden.message.Route.TlsPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each case of {@code hops.txt} and {@code hops-lmtp.txt}: the right class of action, and nothing
 * read without end.
 */
class HopScriptsTest {

    private static final Pattern SILENCE = Pattern.compile("STALL|FREEZE");

    /** For a server that says nothing; one that does may be slow on a busy machine. */
    private static final Duration SHORT = Duration.ofMillis(700);

    private static final Duration LONG = Duration.ofSeconds(40);

    private Duration patience = LONG;

    private final SmtpCourier courier =
            new SmtpCourier(
                    new Domain("gateway.example"),
                    () -> Parcels.settings(Parcels.delivery(patience)),
                    new NextHops(Parcels.nobody(), FakeDns.of(""), new Random(1), System::nanoTime),
                    TlsClient.withDefaultTrust(),
                    new Random(2),
                    System::nanoTime);
    private final List<ScriptedServer> servers = new ArrayList<>();

    record Case(
            Protocol protocol, String name, List<String> expected, int taken, List<String> hosts) {
        @Override
        public String toString() {
            return protocol + ": " + name;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void comesToTheRightOutcome(Case hop) throws Exception {
        List<Route.Host> hosts = new ArrayList<>();
        boolean silent = hop.hosts.stream().anyMatch(script -> SILENCE.matcher(script).find());
        patience = silent ? SHORT : LONG;
        for (String script : hop.hosts) {
            ScriptedServer server = ScriptedServer.running(script);
            servers.add(server);
            Rank next = Rank.inOrder(hosts.size());
            hosts.add(Parcels.host("[127.0.0.1]", server.port()).ranked(next));
        }
        String[] recipients =
                Stream.of("a@example.com", "b@example.com", "c@example.com")
                        .limit(hop.expected.size())
                        .toArray(String[]::new);
        Attempt attempt =
                courier.deliver(
                        Parcels.consignment(new Route.Fixed(hosts, manner(hop)), recipients));
        assertThat(attempt.results().stream().map(HopScriptsTest::outcome))
                .as(attempt.toString())
                .containsExactlyElementsOf(hop.expected);
        assertThat(servers.stream().flatMap(server -> server.surprises.stream())).isEmpty();
        if (hop.taken >= 0) {
            assertThat(servers.stream().mapToInt(server -> server.messages.size()).sum())
                    .isEqualTo(hop.taken);
        }
    }

    @AfterEach
    void close() throws IOException {
        courier.close();
        for (ScriptedServer server : servers) {
            server.close();
        }
    }

    private static Manner manner(Case hop) {
        return new Manner(hop.protocol, TlsPolicy.NONE, Optional.empty(), List.of());
    }

    static String outcome(Result result) {
        return result.getClass().getSimpleName().toLowerCase(Locale.ROOT) + " " + result.status();
    }

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>(cases(Protocol.SMTP, "hops.txt"));
        cases.addAll(cases(Protocol.LMTP, "hops-lmtp.txt"));
        return cases;
    }

    private static List<Case> cases(Protocol protocol, String file) throws IOException {
        try (InputStream in = HopScriptsTest.class.getResourceAsStream(file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(text.split("\n== ", -1))
                    .skip(1)
                    .map(each -> read(protocol, each))
                    .toList();
        }
    }

    private static Case read(Protocol protocol, String text) {
        List<String> expected = List.of();
        int taken = -1;
        List<StringBuilder> hosts = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith("expect: ")) {
                expected = List.of(line.substring(8).split(", ", -1));
            } else if (line.startsWith("taken: ")) {
                taken = Integer.parseInt(line.substring(7));
            } else if (line.equals("host")) {
                hosts.add(new StringBuilder());
            } else if (line.startsWith("hello")) {
                hosts.getLast().append(hello(protocol, line.substring(5).strip()));
            } else if (!line.isBlank()) {
                hosts.getLast().append(line).append('\n');
            }
        }
        return new Case(
                protocol,
                lines.getFirst(),
                expected,
                taken,
                hosts.stream().map(StringBuilder::toString).toList());
    }

    private static String hello(Protocol protocol, String extensions) {
        StringBuilder script = new StringBuilder("S: 220 hi\nC: ");
        script.append(protocol == Protocol.LMTP ? "LHLO" : "EHLO");
        script.append(" gateway.example\nS: 250-mx\n");
        for (String extension : extensions.split(" ", -1)) {
            if (!extension.isEmpty()) {
                script.append("S: 250-").append(extension.replace('_', ' ')).append('\n');
            }
        }
        return script.append("S: 250 HELP\n").toString();
    }
}
