package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.Fuzzes;
import dev.mailwarden.config.CriteriaText.Outcome;
import java.nio.charset.StandardCharsets;

/** Any text is read or refused with faults, and what is read can be written and read. */
@Fuzzes({CriteriaText.class})
class CriteriaTextFuzzTest {

    @FuzzTest
    void readsOrRefuses(byte[] octets) {
        switch (CriteriaText.senders(new String(octets, StandardCharsets.UTF_8))) {
            case Outcome.Bad(var faults) -> assertThat(faults).isNotEmpty();
            case Outcome.Good good ->
                    assertThat(CriteriaText.senders(CriteriaText.write(good.criteria())))
                            .isEqualTo(good);
        }
    }
}
