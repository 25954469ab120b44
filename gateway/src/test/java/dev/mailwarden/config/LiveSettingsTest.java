package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.LiveSettings.Reload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSettingsTest {

    @TempDir Path directory;

    private static final String TEXT =
            """
            node:
              host-name: mx.example.org
              data-directory: /data
              listeners: [{name: mx, address: "127.0.0.1:2525"}]
            settings:
              limits: {hops: 40}
            """;

    @Test
    void takesAValidFile() throws IOException {
        LiveSettings live = started();
        Reload reload = live.reload(file(TEXT.replace("40", "60")));
        assertThat(reload)
                .isInstanceOfSatisfying(
                        Reload.Done.class,
                        done -> {
                            assertThat(done.changed()).isTrue();
                            assertThat(done.needRestart()).isEmpty();
                        });
        assertThat(live.get().limits().hops()).isEqualTo(60);
    }

    @Test
    void keepsWhatItHasWhenTheFileIsBad() throws IOException {
        LiveSettings live = started();
        Settings before = live.get();
        assertThat(live.reload(file(TEXT.replace("40", "0")))).isInstanceOf(Reload.Refused.class);
        assertThat(live.reload(directory.resolve("absent"))).isInstanceOf(Reload.Refused.class);
        assertThat(live.get()).isSameAs(before);
    }

    @Test
    void saysWhatNeedsARestart() throws IOException {
        Reload reload =
                started().reload(file(TEXT.replace("2525", "2526").replace("mx.e", "my.e")));
        assertThat(reload)
                .isInstanceOfSatisfying(
                        Reload.Done.class,
                        done -> {
                            assertThat(done.changed()).isFalse();
                            assertThat(done.needRestart())
                                    .containsExactly("node.host-name", "node.listeners");
                        });
    }

    private LiveSettings started() throws IOException {
        var reading = (Reading.Valid) ConfigurationFile.read(file(TEXT));
        return new LiveSettings(reading.configuration(), (_, _) -> List.of());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("mailwarden.yaml"), text);
    }
}
