package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** */
class LoadTest {

    private boolean crowded;
    private final Load load = new Load(() -> crowded);

    @Test
    void isHighAtOnceAndUntilAMinuteHasBeenCalm() {
        assertThat(load.isHigh(0)).isFalse();
        crowded = true;
        assertThat(load.isHigh(seconds(1))).isTrue();
        crowded = false;
        assertThat(load.isHigh(seconds(60))).isTrue();
        crowded = true;
        assertThat(load.isHigh(seconds(61))).isTrue();
        crowded = false;
        assertThat(load.isHigh(seconds(120))).isTrue();
        assertThat(load.isHigh(seconds(121))).isFalse();
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
