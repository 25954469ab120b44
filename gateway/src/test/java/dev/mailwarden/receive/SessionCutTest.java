package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** N-01: a client that is gone after any octet leaves whole messages or none. */
class SessionCutTest {

    private static final String FIRST =
            "EHLO c.example\r\nMAIL FROM:<a@b.example> SIZE=100\r\nRCPT TO:<anna@ours.example>\r\n"
                    + "DATA\r\nSubject: one\r\n\r\n"
                    + "some text in a line\r\n..and a dot\r\n".repeat(45)
                    + ".\r\n";
    private static final String SECOND =
            "MAIL FROM:<a@b.example>\r\nRCPT TO:<bert@ours.example>\r\n"
                    + "BDAT 16\r\nSubject: two\r\n\r\nBDAT 800 LAST\r\n"
                    + "12345678\r\n".repeat(80);
    private static final String SCRIPT = FIRST + SECOND + "QUIT\r\n";

    @Test
    void wholeMessagesOrNone() {
        List<String> whole = contents(SCRIPT);
        assertThat(whole).hasSize(2);
        for (int cut = 0; cut < SCRIPT.length(); cut++) {
            int complete = cut < FIRST.length() ? 0 : cut < (FIRST + SECOND).length() ? 1 : 2;
            assertThat(contents(SCRIPT.substring(0, cut)))
                    .as("cut after %d octets", cut)
                    .isEqualTo(whole.subList(0, complete));
        }
    }

    private static List<String> contents(String script) {
        var gateway = new FakeGateway();
        MemoryWire.saying(script, 97).run(gateway);
        assertThat(gateway.openDrafts).hasValue(0);
        return gateway.mails.stream().map(FakeGateway::received).toList();
    }
}
