package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.smtp.Domain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The files that are made from the declarations; {@code -Dmailwarden.regenerate=true} writes. */
class GeneratedFilesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final String defaultFile =
            DefaultFile.text(new Domain("mail.example.org"), Path.of("/var/lib/mailwarden"));

    @Test
    void theReferencePageSaysWhatTheCodeSays() throws IOException {
        compare("docs/reference/settings.md", SettingsPage.text());
    }

    @Test
    void theDefaultFileSaysWhatTheCodeSays() throws IOException {
        compare("packaging/mailwarden.yaml", defaultFile);
    }

    private static void compare(String name, String text) throws IOException {
        Path file = ROOT.resolve(name);
        if (Boolean.getBoolean("mailwarden.regenerate")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(file).hasContent(text);
    }

    @Test
    void theDefaultFileIsValidAndRelaysNothing() {
        Settings settings = read(defaultFile).settings();
        assertThat(settings.relay().localDomains()).isEmpty();
        assertThat(settings.relay().localSubdomains()).isEmpty();
        assertThat(settings.relay().trustedNetworks()).isEmpty();
    }

    @Test
    void everyCommentedLineIsValidWithoutItsCommentSign() {
        Configuration whole =
                read(
                        defaultFile
                                .replaceAll("(?m)^( *)#([^ \n#].*|  +.*)$", "$1$2")
                                .replaceAll(
                                        "(?m)^ *(certificate:|more-certificates:|client-authorities:.*|- chain:.*|chain:.*|key:.*|file:.*|password-file:.*)$",
                                        "")
                                .replaceAll("(?m)^( *local-domains:).*$", "$1 [example.org]"));
        Configuration bare = read(defaultFile);
        assertThat(whole.settings().limits()).isEqualTo(bare.settings().limits());
        assertThat(whole.settings().delivery().timeouts())
                .isEqualTo(bare.settings().delivery().timeouts());
        assertThat(whole.settings().routes().entries()).hasSize(1);
        assertThat(whole.settings().queue()).isEqualTo(bare.settings().queue());
        assertThat(whole.settings().relay().recipients()).isPresent();
        assertThat(whole.node().metrics()).isPresent();
        assertThat(whole.settings().policy().protection())
                .isEqualTo(bare.settings().policy().protection());
        assertThat(whole.settings().policy().rules()).hasSize(2);
    }

    private static Configuration read(String text) {
        return switch (ConfigurationFile.read(text, Path.of("mailwarden.yaml"))) {
            case Reading.Valid(Configuration configuration, _) -> configuration;
            case Reading.Invalid(var problems) -> throw new AssertionError(problems + text);
        };
    }

    @Test
    void writesWhatItWrites() {
        Configuration configuration = read(defaultFile);
        assertThat(configuration.node().certificate()).isEqualTo(Optional.empty());
        assertThat(configuration.node().listeners()).isEqualTo(List.of(DefaultFile.MX));
    }
}
