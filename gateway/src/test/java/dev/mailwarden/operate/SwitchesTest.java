package dev.mailwarden.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.operate.Switches.Flow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchesTest {

    @TempDir Path directory;

    @Test
    void bothAreOnAtFirst() {
        Switches switches = Switches.open(directory);
        assertThat(switches.isOn(Flow.RECEIVING)).isTrue();
        assertThat(switches.isOn(Flow.SENDING)).isTrue();
    }

    @Test
    void eachIsSwitchedForItselfAndStaysSoOverARestart() throws IOException {
        assertThat(Switches.open(directory).set(Flow.SENDING, false, "root")).isTrue();
        Switches next = Switches.open(directory);
        assertThat(next.isOn(Flow.SENDING)).isFalse();
        assertThat(next.isOn(Flow.RECEIVING)).isTrue();
        assertThat(next.set(Flow.SENDING, false, "root")).isFalse();
        assertThat(next.set(Flow.SENDING, true, "root")).isTrue();
        assertThat(Switches.open(directory).isOn(Flow.SENDING)).isTrue();
    }

    @Test
    void nothingIsSwitchedThatCannotBeKept() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Switches switches = Switches.open(data);
        Files.delete(data);
        assertThatThrownBy(() -> switches.set(Flow.RECEIVING, false, "root"))
                .isInstanceOf(IOException.class);
        assertThat(switches.isOn(Flow.RECEIVING)).isTrue();
    }
}
