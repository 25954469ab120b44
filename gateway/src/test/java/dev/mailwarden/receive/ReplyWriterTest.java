package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.smtp.Reply;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyWriterTest {

    private static final String LINE = "250 2.0.0 " + "x".repeat(50);

    @ParameterizedTest(name = "{0} replies leave in {1} writes")
    @CsvSource({"1, 1", "4, 1", "5, 1", "16, 1", "17, 2", "100, 7"})
    void aGroupOfRepliesLeavesWhole(int replies, int writes) throws IOException {
        MemoryWire wire = MemoryWire.saying("", 1);
        var writer = new ReplyWriter(wire);
        for (int i = 0; i < replies; i++) {
            writer.add(Reply.of(250, 0, 0, "x".repeat(50)));
        }
        writer.flush();
        assertThat(wire.replies()).hasSize(replies).containsOnly(LINE);
        assertThat(wire.writes()).isEqualTo(writes);
    }
}
