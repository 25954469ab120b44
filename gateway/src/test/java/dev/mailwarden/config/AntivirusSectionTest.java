package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AntivirusSectionTest {

    private static final String NODE =
            """
            node:
              host-name: mx.example.org
              data-directory: data
              listeners:
                - {name: mx, address: "127.0.0.1:2525", tls: none}
            """;

    @TempDir Path directory;

    private Reading read(String clamd) throws IOException {
        Path file = directory.resolve("mailwarden.yaml");
        String antivirus = clamd.isEmpty() ? "" : "  antivirus: {clamd: " + clamd + "}\n";
        Files.writeString(
                file, NODE + antivirus + "settings:\n  relay: {local-domains: [example.org]}\n");
        return ConfigurationFile.read(Files.readString(file), file);
    }

    @Test
    void withoutItThereIsNoEngine() throws IOException {
        assertThat(read(""))
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid ->
                                assertThat(valid.configuration().node().antivirus())
                                        .isEqualTo(Node.Antivirus.NONE));
    }

    @Test
    void aUnixSocketIsAnAddress() throws IOException {
        assertThat(read("{address: \"unix:/run/clamav/clamd.ctl\"}"))
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid -> {
                            Node.Clamd clamd =
                                    valid.configuration().node().antivirus().clamd().orElseThrow();
                            assertThat(clamd.address())
                                    .isEqualTo(UnixDomainSocketAddress.of("/run/clamav/clamd.ctl"));
                            assertThat(clamd.connections()).isEqualTo(10);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{address: \"127.0.0.1:3310\"} | true",
                "{address: \"[::1]:3310\"} | true",
                "{address: \"192.0.2.7:3310\"} | false",
                "{address: \"192.0.2.7:3310\", internal-networks: [198.51.100.0/24]} | false",
                "{address: \"192.0.2.7:3310\", internal-networks: [192.0.2.0/24]} | true",
                "{address: \"unix:clamd.ctl\"} | false",
                "{address: localhost} | false",
                "{connections: 3} | false"
            })
    void mailLeavesTheMachineInClearOnlyWhereThatIsAllowed(String clamd, boolean allowed)
            throws IOException {
        assertThat(read(clamd)).isInstanceOf(allowed ? Reading.Valid.class : Reading.Invalid.class);
    }
}
