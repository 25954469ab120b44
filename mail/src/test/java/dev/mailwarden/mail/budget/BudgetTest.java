package dev.mailwarden.mail.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicLong now = new AtomicLong(-1_000_000); // a ticker may begin anywhere
    private final Budget budget = Budget.open(Limits.DEFAULT, now::get, SECOND);

    @Test
    void grantsUpToTheLimitAndRemembersWhatRanOutFirst() {
        assertThat(budget.takeParts(10_000)).isTrue();
        assertThat(budget.exhausted()).isEmpty();
        assertThat(budget.takeParts(1)).isFalse();
        assertThat(budget.takeOctets(1L << 31)).isFalse();
        assertThat(budget.exhausted()).contains(Resource.PARTS);
        assertThat(budget.used(Resource.PARTS)).isEqualTo(10_001);
    }

    @Test
    void aSumThatOverflowsIsRefused() {
        assertThat(budget.takeOctets(Long.MAX_VALUE)).isFalse();
        assertThat(budget.takeOctets(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void allowsAnyRatioAtFirstAndAHundredThen() {
        assertThat(budget.allowsRatio(1, 10 << 20)).isTrue();
        assertThat(budget.allowsRatio(1 << 20, 100 << 20)).isTrue();
        assertThat(budget.allowsRatio(1 << 10, (10 << 20) + 1)).isFalse();
        assertThat(budget.exhausted()).contains(Resource.RATIO);
    }

    @Test
    void endsAtItsDeadlineAndAModulesShareAtTheSooner() {
        Budget module = budget.within(Duration.ofMillis(100));
        Budget late = budget.within(Duration.ofHours(1));
        now.addAndGet(Duration.ofMillis(100).toNanos());
        assertThat(module.isInTime()).isFalse();
        assertThat(budget.isInTime()).isTrue();
        assertThat(late.isInTime()).isTrue();
        now.addAndGet(SECOND.toNanos());
        assertThat(late.isInTime()).isFalse();
    }

    @Test
    void whatAModuleTakesIsTakenFromAll() {
        budget.within(SECOND).takeEntries(10_000);
        assertThat(budget.takeEntries(1)).isFalse();
    }

    @Test
    void countsWhatManyThreadsTake() {
        IntStream.range(0, 10_000).parallel().forEach(_ -> budget.takeUrls(1));
        assertThat(budget.exhausted()).isEmpty();
        assertThat(budget.takeUrls(1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "WALL_TIME, timeout",
        "CPU_TIME, timeout",
        "OCTETS, size-limit",
        "RATIO, size-limit",
        "DEPTH, nesting-level"
    })
    void leadsToTheReasonOfAStatus(Resource resource, String reason) {
        assertThat(resource.reason()).isEqualTo(reason);
    }

    @Test
    void depthAndTimeOfAnObjectAreChecked() {
        assertThat(budget.allowsDepth(32)).isTrue();
        assertThat(budget.allowsCpu(Duration.ofSeconds(10))).isTrue();
        assertThat(budget.allowsCpu(Duration.ofSeconds(11))).isFalse();
        assertThat(budget.allowsDepth(33)).isFalse();
        assertThat(budget.exhausted()).contains(Resource.CPU_TIME);
    }

    @ParameterizedTest
    @CsvSource({"0", "20001"})
    void aDepthThatCannotBeIsRefused(int depth) {
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.DEFAULT.withDepth(depth));
    }
}
