package dev.mailwarden.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilitiesTest {

    @Test
    void readsWhatAServerOffersInAnyCase() throws IOException {
        Capabilities all =
                offered(
                        """
                        250-mx.example
                        250-Pipelining
                        250-CHUNKING
                        250-8bitmime
                        250-SMTPUTF8
                        250-DSN
                        250-STARTTLS
                        250-SIZE 1000
                        250-LIMITS MAILMAX=7 RCPTMAX=50
                        250 X-OTHER thing
                        """);
        assertThat(all.pipelining()).isTrue();
        assertThat(all.chunking()).isTrue();
        assertThat(all.eightBitMime()).isTrue();
        assertThat(all.smtpUtf8()).isTrue();
        assertThat(all.dsn()).isTrue();
        assertThat(all.startTls()).isTrue();
        assertThat(all.size()).isTrue();
        assertThat(all.maxOctets()).hasValue(1000);
        assertThat(all.maxRecipients()).hasValue(50);
        assertThat(all.maxTransactions()).hasValue(7);
    }

    @Test
    void theGreetingIsNoKeyword() throws IOException {
        assertThat(offered("250 PIPELINING\r\n")).isEqualTo(Capabilities.NONE);
    }

    @ParameterizedTest(name = "\"{0}\" is size={1}, {2} octets at most")
    @CsvSource({
        "SIZE, true, -1",
        "SIZE 0, true, -1",
        "SIZE 5, true, 5",
        "SIZE x, true, -1",
        "SIZE -5, true, -1",
        "SIZE 99999999999999999999, true, -1",
        "SIZES 5, false, -1",
    })
    void readsSize(String keyword, boolean size, long most) throws IOException {
        Capabilities offered = offered("250-mx\r\n250 " + keyword + "\r\n");
        assertThat(offered.size()).isEqualTo(size);
        assertThat(offered.maxOctets().orElse(-1)).isEqualTo(most);
    }

    @ParameterizedTest(name = "\"{0}\" allows {1} recipients")
    @CsvSource({
        "LIMITS RCPTMAX=1, 1",
        "LIMITS RCPTMAX=0, -1",
        "LIMITS RCPTMAX=-1, -1",
        "LIMITS RCPTMAX=, -1",
        "LIMITS RCPTMAX, -1",
        "LIMITS RCPTMAX=4294967297, -1",
        "LIMITS OTHER=3  RCPTMAX=9, 9",
        "LIMITS, -1",
    })
    void readsLimits(String keyword, int most) throws IOException {
        Capabilities offered = offered("250-mx\r\n250 " + keyword + "\r\n");
        assertThat(offered.maxRecipients().orElse(-1)).isEqualTo(most);
    }

    private static Capabilities offered(String reply) throws IOException {
        return Capabilities.of(ReplyReaderTest.reader(reply).read());
    }
}
