package dev.mailwarden.mail.filetype;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.mail.Fuzzes;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as any stranger may attach them. */
@Fuzzes({TypeDetector.class})
class TypeFuzzTest {

    private static final TypeDetector DETECTOR = new TypeDetector();
    private static final Declared SCRIPT = new Declared("text/plain", "a.js");

    @MethodSource("specimens")
    @FuzzTest
    void everyFileHasOneAnswerThatOnlyTextLetsItsNameChange(byte[] file) {
        Detection plain = DETECTOR.detect(Window.of(file));
        Detection named = DETECTOR.detect(Window.of(file), SCRIPT);
        assertThat(plain.others()).doesNotHaveDuplicates();
        assertThat(DETECTOR.detect(Window.of(file))).isEqualTo(plain);
        if (plain.certainty() != Certainty.GUESS) {
            assertThat(named.primary()).isEqualTo(plain.primary());
        }
    }

    static Stream<byte[]> specimens() {
        return Specimens.all().stream().map(Specimens.Specimen::octets);
    }
}
