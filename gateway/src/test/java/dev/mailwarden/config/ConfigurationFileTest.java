package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Network;
import dev.mailwarden.message.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationFileTest {

    private static final String NODE =
            """
            node:
              host-name: mx.example.org
              data-directory: data
              listeners:
                - {name: mx, address: "127.0.0.1:2525", tls: none}
            """;

    @TempDir Path directory;

    @Test
    void readsEverySettingIntoItsPlace() {
        Configuration configuration =
                valid(
                        NODE
                                + """
                                  metrics: "[::1]:9125"
                                settings:
                                  relay:
                                    local-domains: [Example.ORG]
                                    local-subdomains: [example.net]
                                    recipients:
                                      mailboxes: [User@example.org]
                                      domains: [a.example.net]
                                    trusted-networks: [10.0.0.0/8, "2001:db8::/32", 192.0.2.1]
                                    postmaster: postmaster@example.org
                                  limits:
                                    message-octets: 30 MiB
                                    idle: 90s
                                  routes:
                                    entries:
                                      - {match: example.org, hosts: ["inner.example.org:2525"]}
                                      - {match: .example.net, hosts: [example.com], mx: true}
                                      - {match: user@example.org, hosts: ["[2001:db8::1]:24"], tls: verify}
                                    relay-host: {hosts: [192.0.2.7], tls: implicit-verify}
                                """);
        Node node = configuration.node();
        Settings settings = configuration.settings();
        assertThat(node.hostName()).isEqualTo(new Domain("mx.example.org"));
        assertThat(node.dataDirectory()).isEqualTo(directory.resolve("data"));
        assertThat(node.metrics()).contains(Addresses.socket("[::1]:9125").orElseThrow());
        assertThat(settings.relay().localDomains()).containsExactly(new Domain("example.org"));
        assertThat(settings.relay().isLocal(new Domain("a.b.example.net"))).isTrue();
        assertThat(settings.relay().isLocal(new Domain("example.net"))).isFalse();
        assertThat(
                        settings.relay()
                                .recipients()
                                .orElseThrow()
                                .contains(mailbox("USER@example.org")))
                .isTrue();
        assertThat(settings.relay().trustedNetworks())
                .extracting(Network::toString)
                .contains("10.0.0.0/8", "192.0.2.1/32");
        assertThat(settings.limits().messageOctets()).isEqualTo(30 << 20);
        assertThat(settings.limits().idle()).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.routes().entries())
                .flatExtracting(entry -> entry.route().hosts())
                .containsExactly(
                        new Route.Host(new Domain("inner.example.org"), 2525, false),
                        new Route.Host(new Domain("example.com"), 25, true),
                        new Route.Host(
                                Domain.parse("[IPv6:2001:db8::1]").orElseThrow(), 24, false));
        assertThat(settings.routes().relayHost().orElseThrow().manner().tls())
                .isEqualTo(Route.TlsPolicy.IMPLICIT_VERIFY);
    }

    @Test
    void hasTheDefaultsOfTheSpecification() {
        Settings settings = valid(NODE).settings();
        assertThat(settings.relay().localDomains()).isEmpty();
        assertThat(settings.relay().trustedNetworks()).isEmpty();
        assertThat(settings.limits().messageOctets()).isEqualTo(20_971_520);
        assertThat(settings.limits().connectionsPerClient()).isEqualTo(50);
        assertThat(settings.limits().recipients()).isEqualTo(1_000);
        assertThat(settings.queue().lifetime()).isEqualTo(Duration.ofDays(3));
        assertThat(settings.queue().bounceLifetime()).isEqualTo(Duration.ofDays(1));
        assertThat(settings.queue().deadRoutePause()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.logs().transferOctets()).isEqualTo(23_000_000_000L);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    limits: {recipients: 0}             | 7:24: settings.limits.recipients: 0 is not allowed; a whole number from 1 to 5000
                    limits: {recipients: }              | 7:23: settings.limits.recipients: has no value; a whole number from 1 to 5000
                    limits: {recipients: [1]}           | 7:24: settings.limits.recipients: a list is not allowed; a whole number from 1 to 5000
                    limits: {recipients: {a: 1}}        | 7:24: settings.limits.recipients: keys are not allowed here; a whole number from 1 to 5000
                    limits: {recipient: 1}              | 7:12: settings.limits.recipient: there is no such setting; did you mean recipients?
                    limits: {Max_Size: 1, hops: 20}     | 7:12: settings.limits.Max_Size: there is no such setting; the keys message-octets
                    limits: {hops: 20, hops: 30}        | 7:22: settings.limits.hops: is given twice
                    limits: [hops]                      | 7:11: settings.limits: a list is not allowed; the keys message-octets
                    limits: {greeting: "a\\nb"}         | 7:22: settings.limits.greeting: "a\\nb" is not allowed; 1 to 200 printable
                    limits: {message-octets: 20 MB0}    | 7:28: settings.limits.message-octets: "20 MB0" is not allowed; a size from 64 KiB to 1 GiB
                    limits: {idle: PT5M}                | 7:18: settings.limits.idle: PT5M is not allowed; a time from 5s to 1h, in s, m, h or d
                    limits: {connections: 9}            | 7:3: settings.limits.connections-per-client: must not be more than connections
                    relay: {local-domains: a.example}   | 7:26: settings.relay.local-domains: needs a list such as [a, b]; a list of at most
                    relay: {local-domains: ["[192.0.2.1]"]} | 7:27: settings.relay.local-domains[1]: "[192.0.2.1]" is not allowed; a domain such as example.org
                    relay: {local-domains: [192.0.2.1]} | 7:27: settings.relay.local-domains[1]: 192.0.2.1 is not allowed; a domain such as example.org
                    relay: {local-domains: [a.example, A.Example]} | 7:38: settings.relay.local-domains[2]: is the same as entry 1
                    relay: {trusted-networks: [0.0.0.0/0]}    | 7:30: settings.relay.trusted-networks[1]: would let strangers relay; the prefix must be at least 8
                    relay: {trusted-networks: ["2000::/3"]}   | 7:30: settings.relay.trusted-networks[1]: would let strangers relay; the prefix must be at least 16
                    relay: {trusted-networks: [10.0.0.1/8]}   | 7:30: settings.relay.trusted-networks[1]: 10.0.0.1/8 is not allowed; an address or a network
                    relay: {trusted-networks: [10.0]}         | 7:30: settings.relay.trusted-networks[1]: 10.0 is not allowed; an address or a network
                    relay: {recipients: {mailboxes: [u@other.example]}} | 7:24: settings.relay.recipients.mailboxes: u@other.example is not in a local domain
                    relay: {recipients: {domains: [other.example]}}     | 7:34: settings.relay.recipients.domains[1]: other.example is not a local domain
                    relay: {recipients: {file: absent.txt}}             | 7:30: settings.relay.recipients.file: /
                    relay: {recipients: }               | 7:22: settings.relay.recipients: has no value; the keys mailboxes, file, domains
                    routes: {entries: [{match: a.example}]}   | 7:22: settings.routes.entries[1].hosts: is missing; a list of 1 to 32 entries, each a host name
                    routes: {entries: [{match: a.example, hosts: []}]}  | 7:48: settings.routes.entries[1].hosts: 0 entries are not allowed; a list of 1 to 32
                    routes: {relay-host: {hosts: ["a.example:0"]}}      | 7:33: settings.routes.relay-host.hosts[1]: a.example:0 is not allowed; a host name
                    routes: {relay-host: {hosts: [192.0.2.1], mx: true}} | 7:33: settings.routes.relay-host.hosts[1]: an IP address has no MX records; mx must be false
                    delivery: {tls: maybe}              | 7:19: settings.delivery.tls: maybe is not allowed; none, attempt, require, verify, implicit, implicit-verify
                    delivery: {source-addresses: [192.0.2.1, 192.0.2.2]} | 7:14: settings.delivery.source-addresses: only one address of a family can be used
                    delivery: {ipv4-first: yes}         | 7:26: settings.delivery.ipv4-first: yes is not allowed; true or false
                    listener-limits: [{listener: nowhere}] | 7:22: settings.listener-limits[1].listener: there is no listener nowhere; there are: mx
                    listener-limits: [{listener: mx}, {listener: mx, idle: 1m}] | 7:38: settings.listener-limits[2].listener: there is an entry for mx already
                    listener-limits: [{listener: mx, recipients: 0}] | 7:48: settings.listener-limits[1].recipients: 0 is not allowed; a whole number from 1 to 5000
                    listener-limits: [{listener: mx, message-octets: 64 KiB}] | 7:36: settings.listener-limits[1].message-octets: must not be less than header-octets
                    limits: {greeting-delay: 2m}        | 7:28: settings.limits.greeting-delay: 2m is not allowed; a time from 0s to 1m
                    queue: {first-retry: 5h}            | 7:11: settings.queue.first-retry: must not be longer than longest-retry
                    """)
    void saysWhereTheFaultIsAndWhatIsAllowed(String line, String problem) {
        List<Problem> problems = invalid(NODE + "settings:\n  " + line + "\n");
        assertThat(problems)
                .filteredOn(p -> p.severity() == Problem.Severity.ERROR)
                .extracting(Problem::toString)
                .singleElement()
                .asString()
                .startsWith(file() + ":" + problem);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {name: mx, address: "127.0.0.1:26"}  | node.listeners[2].name: another listener is called mx too
                    {name: b, address: "127.0.0.1:2525"} | node.listeners[2].address: the listener mx has this address and port already
                    {name: b, address: "[::]:2525"}      | node.listeners[2].address: the listener mx has this address and port already; every address includes it
                    {name: b, address: "0.0.0.0:2525"}   | node.listeners[2].address: the listener mx has this address and port already; every address includes it
                    {name: b, address: "localhost:25"}   | node.listeners[2].address: localhost:25 is not allowed; an IP address with a port
                    {name: b, address: "127.0.0.1"}      | node.listeners[2].address: 127.0.0.1 is not allowed; an IP address with a port
                    {name: b, address: "127.0.0.1:26", tls: require} | node.listeners[2].tls: needs a node.certificate
                    {name: b, address: "127.0.0.1:26", tls: none, client-certificates: request} | node.listeners[2].client-certificates: needs
                    {name: b, address: "127.0.0.1:26", tls: none, by-network: [{networks: [192.0.2.0/24], tls: require}]} | node.listeners[2].by-network[1].tls: needs a node.certificate
                    {name: b, address: "127.0.0.1:26", tls: none, by-network: [{networks: [192.0.2.0/24], tls: implicit}]} | node.listeners[2].by-network[1].tls: a listener is implicit for everybody or for nobody
                    {name: b, address: "127.0.0.1:26", tls: none, by-network: [{networks: []}]} | node.listeners[2].by-network[1].networks: 0 entries are not allowed
                    {name: b, address: "127.0.0.1:26", tls: implicit, by-network: [{networks: [192.0.2.0/24], tls: attempt}]} | node.listeners[2].by-network[1].tls: cannot be told apart by network: on an implicit listener
                    {name: b, address: "127.0.0.1:26", proxy-from: [0.0.0.0/0]} | node.listeners[2].proxy-from[1]: would believe strangers; the prefix must be at least 8
                    {name: b, address: "127.0.0.1:26", xclient-from: ["2000::/3"]} | node.listeners[2].xclient-from[1]: would believe strangers; the prefix must be at least 16
                    {name: B, address: "127.0.0.1:26"}   | node.listeners[2].name: B is not allowed; a name of a-z, 0-9 and -
                    """)
    void checksListeners(String listener, String problem) {
        assertThat(invalid(NODE + "    - " + listener + "\n"))
                .filteredOn(p -> p.severity() == Problem.Severity.ERROR)
                .allSatisfy(p -> assertThat(p.line()).isEqualTo(6))
                .extracting(p -> p.path() + ": " + p.text())
                .anySatisfy(text -> assertThat(text).startsWith(problem));
    }

    @Test
    void twoListenersMayTakeAnyFreePort() {
        valid(NODE.replace("2525", "0") + "    - {name: b, address: \"127.0.0.1:0\"}\n");
    }

    @Test
    void listsAllErrorsAtOnce() {
        List<Problem> problems =
                invalid(
                        """
                        nod: {}
                        node: {host-name: "a b", listeners: []}
                        settings:
                          limits: {recipients: x, hops: y}
                          queue: {lifetime: z}
                        """);
        assertThat(problems)
                .extracting(Problem::path)
                .contains(
                        "nod",
                        "node.host-name",
                        "node.data-directory",
                        "node.listeners",
                        "settings.limits.recipients",
                        "settings.limits.hops",
                        "settings.queue.lifetime");
    }

    @Test
    void stopsListingWhenNobodyWouldReadOn() {
        var lines = new StringBuilder(NODE + "settings:\n");
        for (int i = 0; i < 500; i++) {
            lines.append("  unknown-").append(i).append(": 1\n");
        }
        List<Problem> problems = invalid(lines.toString());
        assertThat(problems).hasSize(Report.MAX_PROBLEMS + 1);
        assertThat(problems.getLast().text()).matches("and \\d+ more problems");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    a: &x 1             | 1:4: is not the YAML expected here: anchors (&) and aliases (*) are not allowed
                    a: *x               | 1:4: is not the YAML expected here: anchors (&) and aliases (*) are not allowed
                    a: !!java/x {}      | 1:4: is not the YAML expected here: tags (!) are not allowed
                    a: [1, 2            | 1:9: is not the YAML expected here: expected ',' or ']'
                    {a: 1}: 2           | 1:1: is not the YAML expected here: a key must be a single word
                    [[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]] | 1:18: is not the YAML expected here: nested too deeply
                    """)
    void refusesYamlWithSurprises(String yaml, String problem) {
        assertThat(invalid(yaml)).singleElement().asString().startsWith(file() + ":" + problem);
    }

    @Test
    void refusesASecondDocument() {
        assertThat(invalid("--- {}\n--- {}\n")).singleElement().asString().contains(":2:1:");
    }

    @Test
    void emptySectionsAreAllDefaults() {
        assertThat(valid(NODE + "settings:\n  limits:\n  queue: {}\n")).isEqualTo(valid(NODE));
    }

    @Test
    void warnsOfWhatIsProbablyNotMeant() {
        Reading reading =
                read(NODE + "settings: {relay: {local-domains: [a.example, b.example]}}\n");
        assertThat(((Reading.Valid) reading).warnings())
                .extracting(p -> p.path() + ": " + p.text().split(":", -1)[0])
                .containsExactlyInAnyOrder(
                        "settings.relay: there is no postmaster",
                        "settings.relay.local-domains[1]: no route says where mail for a.example"
                                + " goes; its MX records normally lead back here",
                        "settings.relay.local-domains[2]: no route says where mail for b.example"
                                + " goes; its MX records normally lead back here");
    }

    @Test
    void saysWhatIsWrongInTheOrderOfTheFile() {
        String limits = "settings:\n  limits: {idle: x, recipients: y,\n    hops: z}\n";
        assertThat(invalid(limits + NODE))
                .filteredOn(p -> p.path().startsWith("settings.limits"))
                .extracting(Problem::path)
                .containsExactly(
                        "settings.limits.idle",
                        "settings.limits.recipients",
                        "settings.limits.hops");
    }

    @Test
    void readsRecipientsFromAFile() throws IOException {
        Files.writeString(
                directory.resolve("users"),
                """
                # people
                anna@example.org
                Bob#1@example.org  # a comment

                """);
        Settings settings =
                valid(
                                NODE
                                        + """
                                        settings:
                                          relay:
                                            local-domains: [example.org]
                                            recipients: {file: users, mailboxes: [c@example.org]}
                                        """)
                        .settings();
        var recipients = settings.relay().recipients().orElseThrow();
        assertThat(recipients.all())
                .containsExactly(
                        mailbox("c@example.org"),
                        mailbox("anna@example.org"),
                        mailbox("bob#1@example.org"));
        assertThat(recipients.contains(mailbox("Bob#1@example.org"))).isTrue();
        assertThat(recipients.file().orElseThrow().path()).isEqualTo(directory.resolve("users"));
    }

    @Test
    void namesTheLineOfARecipientsFile() throws IOException {
        Path users = Files.writeString(directory.resolve("users"), "a@example.org\n\nnonsense\n");
        assertThat(invalid(NODE + "settings: {relay: {recipients: {file: users}}}\n"))
                .filteredOn(p -> p.severity() == Problem.Severity.ERROR)
                .singleElement()
                .hasToString(
                        users
                                + ":3:1: settings.relay.recipients.file: nonsense is not allowed;"
                                + " an address such as user@example.org");
    }

    @Test
    void refusesAPrivateKeyThatOthersCanRead() throws IOException {
        Files.writeString(directory.resolve("chain.pem"), "-----BEGIN CERTIFICATE-----\n");
        Path key = Files.writeString(directory.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\n");
        String text = NODE + "  certificate: {chain: chain.pem, key: key.pem}\n";
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(invalid(text))
                .filteredOn(p -> p.severity() == Problem.Severity.ERROR)
                .singleElement()
                .satisfies(p -> assertThat(p.path()).isEqualTo("node.certificate.key"))
                .satisfies(p -> assertThat(p.text()).contains("read or written by others"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertThat(valid(text).node().certificate()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "'tls: verify',",
        "'tls: implicit-verify',",
        "'tls: verify, mx: true', settings.routes.relay-host.mx",
        "'tls: attempt', settings.routes.relay-host.tls",
        "'tls: none', settings.routes.relay-host.tls"
    })
    void aPasswordIsOnlyForAServerThatIsNamedAndEncrypts(String how, @Nullable String wrong)
            throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "secret\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        String text =
                NODE
                        + "settings: {routes: {relay-host: {hosts: [\"hop.example:25\"], %s, credentials: {user: us, password-file: password}}}}\n"
                                .formatted(how);
        if (wrong == null) {
            assertThat(valid(text).settings().routes().relayHost()).isPresent();
        } else {
            assertThat(invalid(text))
                    .filteredOn(p -> p.severity() == Problem.Severity.ERROR)
                    .singleElement()
                    .satisfies(p -> assertThat(p.path()).isEqualTo(wrong));
        }
    }

    @Test
    void saysWhenAFileCannotBeUsed() throws IOException {
        Path absent = directory.resolve("absent.yaml");
        assertThat(problems(absent)).containsExactly(absent + ":1:1: there is no such file");
        assertThat(problems(directory)).containsExactly(directory + ":1:1: is not a file");
        Path latin = Files.write(directory.resolve("latin"), new byte[] {'a', (byte) 0xe4});
        assertThat(problems(latin)).containsExactly(latin + ":1:1: is not UTF-8 text");
        Path large = Files.write(directory.resolve("large"), new byte[(64 << 20) + 1]);
        assertThat(problems(large)).containsExactly(large + ":1:1: is larger than 64 MiB");
    }

    private static List<String> problems(Path file) {
        return ((Reading.Invalid) ConfigurationFile.read(file))
                .problems().stream().map(Problem::toString).toList();
    }

    private static Mailbox mailbox(String text) {
        return Mailbox.parse(text).map(m -> new Mailbox(m.localPart(), m.domain())).orElseThrow();
    }

    private Path file() {
        return directory.resolve("mailwarden.yaml");
    }

    private Reading read(String yaml) {
        return ConfigurationFile.read(yaml, file());
    }

    private Configuration valid(String yaml) {
        return switch (read(yaml)) {
            case Reading.Valid(Configuration configuration, _) -> configuration;
            case Reading.Invalid(var problems) -> throw new AssertionError(problems);
        };
    }

    private List<Problem> invalid(String yaml) {
        return switch (read(yaml)) {
            case Reading.Valid valid -> throw new AssertionError(valid);
            case Reading.Invalid(var problems) -> problems;
        };
    }
}
