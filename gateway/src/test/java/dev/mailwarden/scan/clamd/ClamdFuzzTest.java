package dev.mailwarden.scan.clamd;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.Fuzzes;
import dev.mailwarden.scan.antivirus.Answer;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a daemon says, or somebody in its place. */
@Fuzzes({ClamdReply.class, ClamdVersion.class})
class ClamdFuzzTest {

    @MethodSource("replies")
    @FuzzTest
    void onlyTheWordsThemselvesAreClean(byte[] octets) {
        Optional<ClamdReply> reply = ClamdReply.read(octets);
        if (reply.map(ClamdReply::answer).filter(Answer.Clean.class::isInstance).isPresent()) {
            assertThat(new String(octets, US_ASCII))
                    .endsWith(": stream: OK")
                    .matches("\\d{1,9}: stream: OK");
        }
    }

    @MethodSource("replies")
    @FuzzTest
    void aVersionIsReadOrNot(byte[] octets) {
        String text = new String(octets, US_ASCII);
        ClamdVersion.read(text)
                .ifPresent(version -> assertThat(text).startsWith(version.program()));
    }

    static Stream<byte[]> replies() {
        return Stream.of(
                        "1: stream: OK",
                        "1: stream: Eicar-Signature FOUND",
                        "1: stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND",
                        "2147483648: stream: OK",
                        "-1: stream: OK",
                        "INSTREAM size limit exceeded. ERROR",
                        "ClamAV 1.4.3/27810/Sat Nov 15 08:12:45 2025",
                        "ClamAV 1.4.3",
                        "ClamAV 1.4.3/1/Fri Feb 30 25:61:61 0000",
                        ": stream: OK",
                        "")
                .map(text -> text.getBytes(US_ASCII));
    }
}
