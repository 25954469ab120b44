package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageSettingsTest {

    @TempDir Path directory;

    @BeforeEach
    void makePassword() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "secret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Reading read(String storage) {
        String text =
                """
                node:
                  host-name: mail.example.org
                  data-directory: data
                  listeners: [{name: mx, address: "127.0.0.1:2525"}]
                """;
        return ConfigurationFile.read(
                text + storage.indent(2), directory.resolve("mailwarden.yaml"));
    }

    private static Node node(Reading reading) {
        return switch (reading) {
            case Reading.Valid(Configuration configuration, _) -> configuration.node();
            case Reading.Invalid(var problems) -> throw new AssertionError(problems);
        };
    }

    @Test
    void withoutAWordTheEngineIsEmbedded() {
        assertThat(node(read("")).storage()).isEqualTo(Node.Storage.EMBEDDED);
    }

    @Test
    void aServerIsNamedWithAPasswordInAFile() {
        Node.Storage storage =
                node(read(
                                """
                                storage:
                                  engine: postgresql
                                  url: jdbc:postgresql://db.example.org/mailwarden
                                  user: mailwarden
                                  password-file: password
                                """))
                        .storage();

        assertThat(storage.engine()).isEqualTo(Node.Storage.Engine.POSTGRESQL);
        assertThat(storage.passwordFile()).contains(directory.resolve("password"));
    }

    @Test
    void aServerNeedsItsAddressAndItsAccount() {
        assertThat(read("storage: {engine: postgresql}"))
                .isInstanceOfSatisfying(
                        Reading.Invalid.class,
                        reading ->
                                assertThat(reading.problems().toString())
                                        .contains("url, user and password-file"));
    }

    @Test
    void theMasterKeyNeedNotBeThereYet() {
        assertThat(node(read("master-key: keys/master.key")).masterKeyFile())
                .contains(directory.resolve("keys/master.key"));
    }
}
