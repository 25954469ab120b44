package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HotBudgetTest {

    private final HotBudget budget = new HotBudget(100_000);

    @Test
    void aThousandRecipientsCountThoughTheirMessageIsShort() {
        assertThat(budget.take(HotBudget.costOf(1000, 10))).isFalse();
        assertThat(budget.take(HotBudget.costOf(1, 10))).isTrue();
    }

    @Test
    void contentInABlobIsNotInMemory() {
        assertThat(budget.take(HotBudget.costOf(1, 1 << 20))).isFalse();
        assertThat(budget.take(HotBudget.costOf(1, 0))).isTrue();
    }

    @Test
    void whatIsGivenBackMayBeTakenAgain() {
        assertThat(budget.take(100_000)).isTrue();
        assertThat(budget.take(1)).isFalse();
        budget.give(100_000);
        assertThat(budget.take(100_000)).isTrue();
    }
}
