package dev.mailwarden.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CpuTimeTest {

    @Test
    void aNameWithBlanksAndBracketsDoesNotShiftTheFields() {
        long[] fields =
                CpuTime.fields("7 (a) b (c)) S 3 7 7 0 -1 0 0 0 0 0 11 12 13 14 20 0 1 0 99");
        assertThat(fields[1]).isEqualTo(3);
        assertThat(fields[11]).isEqualTo(11);
        assertThat(fields[14]).isEqualTo(14);
        assertThat(fields[17]).isEqualTo(1);
    }

    @Test
    void childrenThatHaveEndedAreCounted() throws IOException, InterruptedException {
        long self = ProcessHandle.current().pid();
        Duration before = CpuTime.ofTree(self);
        Command.output("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done");
        assertThat(CpuTime.ofTree(self).minus(before)).isGreaterThan(Duration.ofMillis(50));
    }
}
