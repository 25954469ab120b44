package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.Fuzzes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * F-20: any text is read or refused with problems, and what is read can be written and read, also
 * in the form in which settings are kept.
 */
@Fuzzes({ConfigurationFile.class})
class ConfigurationFuzzTest {

    private static final Path FILE = Path.of("/nowhere/mailwarden.yaml");

    @FuzzTest
    void readsOrRefuses(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        switch (ConfigurationFile.read(text, FILE)) {
            case Reading.Invalid(var problems) -> assertThat(problems).isNotEmpty();
            case Reading.Valid(Configuration configuration, _) -> {
                SettingsForm form = SettingsForm.of(configuration.settings());
                Node node = configuration.node();
                assertSame(
                        configuration,
                        ConfigurationFile.read(ConfigurationFile.write(configuration), FILE));
                assertSame(configuration, ConfigurationFile.read(form.text(), FILE, node));
                assertSame(configuration, form.read("revision 1", node));
            }
        }
    }

    private static void assertSame(Configuration configuration, Reading again) {
        assertThat(again)
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid -> assertThat(valid.configuration()).isEqualTo(configuration));
    }
}
