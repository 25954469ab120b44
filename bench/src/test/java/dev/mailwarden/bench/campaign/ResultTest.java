package dev.mailwarden.bench.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResultTest {

    @Test
    void theLineHasTheFiguresInTheirOrder() {
        var result = new Result.Builder().put("cycles", 300).put("ratio", 6.254).put("cpu", 0.0912);
        assertThat(result.build().line("crash"))
                .isEqualTo("RESULT crash cycles=300 ratio=6.25 cpu=0.091");
    }

    @Test
    void theFirstDemandThatIsNotMetIsWhyItFailed() {
        var result =
                new Result.Builder()
                        .put("lost", 2)
                        .demand(true, "fine")
                        .demand(false, "2 messages were lost")
                        .demand(false, "and more")
                        .build();
        assertThat(result.verdict()).isEqualTo(new Result.Verdict.Failed("2 messages were lost"));
        assertThat(result.line("crash")).isEqualTo("RESULT crash lost=2 failed=true");
    }

    @Test
    void whatWasSkippedDoesNotLookPassed() {
        assertThat(Result.skipped("no root").line("powercut"))
                .isEqualTo("RESULT powercut skipped=true");
    }
}
