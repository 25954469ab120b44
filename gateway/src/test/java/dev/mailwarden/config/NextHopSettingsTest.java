package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.Protocol;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OUT-1 and OUT-3 in the settings: protocol, several hosts, source addresses. */
class NextHopSettingsTest {

    private static final Path FILE = Path.of("/nowhere/mailwarden.yaml");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    hosts: [a.example]                                   | [a.example:25]
                    hosts: [a.example, "192.0.2.1:2525"]                 | [a.example:25, [192.0.2.1]:2525]
                    protocol: lmtp, hosts: [a.example]                   | [a.example:24]
                    protocol: lmtp, hosts: ["a.example:2003"]            | [a.example:2003]
                    protocol: lmtp, hosts: [{host: a.example}]           | [a.example:24]
                    hosts: [{host: "2001:db8::1"}, {host: b.example, port: 26}] | [[IPv6:2001:db8::1]:25, b.example:26]
                    """)
    void thePortIsTheProtocolsWhereNoneIsGiven(String relayHost, String hosts) {
        assertThat(relayHost(relayHost).hosts()).hasToString(hosts);
    }

    @Test
    void textsAreInOrderOfPreference() {
        Route.Fixed route = relayHost("hosts: [a.example, b.example, c.example]");
        assertThat(route.isInOrder()).isTrue();
        assertThat(route.hosts())
                .extracting(host -> host.rank().toString())
                .containsExactly("0/1", "1/1", "2/1");
    }

    @Test
    void keysShareTheLoadUnlessTheySayOtherwise() {
        Route.Fixed route =
                relayHost(
                        "hosts: [{host: a.example}, {host: b.example, weight: 3},"
                                + " {host: c.example, priority: 9, weight: 0}]");
        assertThat(route.isInOrder()).isFalse();
        assertThat(route.hosts())
                .extracting(host -> host.rank().toString())
                .containsExactly("0/1", "0/3", "9/0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    protocol: lmtp, hosts: ["a.example:25"]              | hosts[1]: LMTP must not use port 25, which is SMTP's
                    protocol: lmtp, hosts: [a.example, {host: b.example}] | hosts: either all hosts have keys, or all are texts
                    protocol: lmtp, hosts: [{host: a.example, port: 25}] | hosts[1]: LMTP must not use port 25, which is SMTP's
                    protocol: lmtp, hosts: [a.example], mx: true         | mx: must be false with LMTP: MX records name SMTP servers
                    protocol: uucp, hosts: [a.example]                   | protocol: uucp is not allowed; smtp, lmtp
                    hosts: [{host: a.example, weight: 65536}]            | hosts[1].weight: 65536 is not allowed; a whole number from 0 to 65535
                    hosts: [{host: a.example, prio: 1}]                  | hosts[1].prio: there is no such setting; the keys host, port, priority, weight
                    hosts: [{port: 25}]                                  | hosts[1].host: is missing
                    hosts: [a.example], source-addresses: ["::1", "2001:db8::1"] | source-addresses: only one address of a family
                    """)
    void mistakesAreErrors(String relayHost, String problem) {
        assertThat(ConfigurationFile.read(yaml(relayHost), FILE))
                .isInstanceOfSatisfying(
                        Reading.Invalid.class,
                        invalid ->
                                assertThat(invalid.problems())
                                        .filteredOn(p -> p.severity() == Problem.Severity.ERROR)
                                        .singleElement()
                                        .asString()
                                        .contains(": settings.routes.relay-host." + problem));
    }

    @Test
    void anAddressThatThisMachineDoesNotHaveIsAWarning() {
        String settings = "hosts: [a.example], source-addresses: [127.0.0.1, \"2001:db8::1\"]";
        assertThat(ConfigurationFile.read(yaml(settings), FILE))
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid ->
                                assertThat(valid.warnings())
                                        .filteredOn(p -> p.path().startsWith("settings.routes"))
                                        .singleElement()
                                        .asString()
                                        .contains("source-addresses[2]: this machine does not"));
        assertThat(relayHost(settings).manner().sourceAddresses())
                .containsExactly("127.0.0.1", "2001:db8::1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hosts: [a.example, \"b.example:26\"]",
                "protocol: lmtp, hosts: [a.example, \"[2001:db8::1]:26\"], tls: require",
                "hosts: [{host: a.example, weight: 7}, {host: 192.0.2.1, weight: 3}]",
                "hosts: [{host: a.example, priority: 0}, {host: b.example, priority: 1}]",
                "hosts: [{host: a.example, priority: 10, port: 587}], source-addresses: [\"::1\"]"
            })
    void whatIsWrittenIsReadBack(String relayHost) {
        Configuration first = valid(relayHost);
        assertThat(ConfigurationFile.read(ConfigurationFile.write(first), FILE))
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid -> assertThat(valid.configuration()).isEqualTo(first));
    }

    @Test
    void differentRoutesHaveDifferentKeys() {
        List<String> routes =
                List.of(
                        "hosts: [a.example, b.example]",
                        "hosts: [b.example, a.example]",
                        "hosts: [{host: a.example}, {host: b.example}]",
                        "hosts: [{host: a.example}, {host: b.example, weight: 2}]",
                        "hosts: [{host: a.example}, {host: b.example, priority: 2}]",
                        "hosts: [\"a.example:24\", \"b.example:24\"]",
                        "protocol: lmtp, hosts: [a.example, b.example]",
                        "hosts: [a.example, b.example], source-addresses: [127.0.0.1]",
                        "hosts: [a.example, b.example], tls: require");
        assertThat(routes).extracting(route -> relayHost(route).key()).doesNotHaveDuplicates();
        assertThat(
                        relayHost("protocol: lmtp, hosts: [a.example], tls: require")
                                .manner()
                                .protocol())
                .isEqualTo(Protocol.LMTP);
    }

    private static Route.Fixed relayHost(String settings) {
        return valid(settings).settings().routes().relayHost().orElseThrow();
    }

    private static Configuration valid(String relayHost) {
        return switch (ConfigurationFile.read(yaml(relayHost), FILE)) {
            case Reading.Valid(Configuration configuration, _) -> configuration;
            case Reading.Invalid(var problems) -> throw new AssertionError(problems);
        };
    }

    private static String yaml(String relayHost) {
        return """
        node:
          host-name: mx.example.org
          data-directory: data
          listeners: [{name: mx, address: "127.0.0.1:25"}]
        settings:
          routes: {relay-host: {%s}}
        """
                .formatted(relayHost);
    }
}
