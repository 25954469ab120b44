package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.config.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {

    private static final Instant ACCEPTED = StandingClock.START;
    private static final RandomGenerator NO_JITTER = () -> 0L;
    private static final Settings.Queue SETTINGS = QueueSettings.DEFAULT.queue();

    private final RetrySchedule schedule = RetrySchedule.of(SETTINGS, false, NO_JITTER);

    @ParameterizedTest(name = "after {0} failures wait {1}")
    @CsvSource({
        "1, PT15M",
        "2, PT30M",
        "3, PT1H",
        "4, PT2H",
        "5, PT4H",
        "6, PT4H",
        "1000000, PT4H"
    })
    void doublesUpToTheLongestDelay(int failures, Duration wait) {
        assertThat(schedule.nextAttempt(ACCEPTED, failures, ACCEPTED))
                .contains(ACCEPTED.plus(wait));
    }

    @ParameterizedTest(name = "{0} old, bounce {1}: tried again {2}")
    @CsvSource({
        "P2DT19H, false, true",
        "P2DT20H, false, true",
        "P2DT20H1S, false, false",
        "PT20H, true, true",
        "PT20H1S, true, false"
    })
    void givesUpRatherThanTryPastTheLifetime(Duration age, boolean bounce, boolean again) {
        assertThat(
                        RetrySchedule.of(SETTINGS, bounce, NO_JITTER)
                                .nextAttempt(ACCEPTED, 30, ACCEPTED.plus(age))
                                .isPresent())
                .isEqualTo(again);
    }

    @Test
    void lengthensByUpToAFifthAndNeverShortens() {
        RetrySchedule jittered = RetrySchedule.of(SETTINGS, false, new Random(1));
        Duration longest = Duration.ZERO;
        for (int i = 0; i < 1000; i++) {
            Instant next = jittered.nextAttempt(ACCEPTED, 1, ACCEPTED).orElseThrow();
            Duration wait = Duration.between(ACCEPTED, next);
            assertThat(wait).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(18));
            longest = wait.compareTo(longest) > 0 ? wait : longest;
        }
        assertThat(longest).isGreaterThan(Duration.ofMinutes(17));
    }

    @Test
    void noDelayIsLongerThanTheLongest() {
        RetrySchedule jittered = RetrySchedule.of(SETTINGS, false, () -> -1L);
        assertThat(jittered.nextAttempt(ACCEPTED, 40, ACCEPTED).orElseThrow())
                .isBeforeOrEqualTo(ACCEPTED.plus(RetrySchedule.longestDelay(SETTINGS)));
    }

    @Test
    void expiresOneMomentAfterTheLifetime() {
        Instant end = ACCEPTED.plus(Duration.ofDays(3));
        assertThat(schedule.isExpired(ACCEPTED, end)).isFalse();
        assertThat(schedule.isExpired(ACCEPTED, end.plusMillis(1))).isTrue();
    }

    @Test
    void refusesToCountFromZero() {
        assertThatThrownBy(() -> schedule.nextAttempt(ACCEPTED, 0, ACCEPTED))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
