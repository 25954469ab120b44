package dev.mailwarden.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.IpAddress;
import dev.mailwarden.mail.smtp.Mailbox;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceivedTest {

    private static final Instant AT = Instant.parse("2026-03-01T02:03:04.567Z");

    @Test
    void saysAllThatIsKnown() {
        var received =
                new Received(
                        "client.example",
                        IpAddress.parse("2001:db8::1").orElseThrow(),
                        new Domain("mx.example"),
                        Protocol.ESMTPS,
                        "0A1B2C",
                        Optional.of("TLS_AES_128_GCM_SHA256"),
                        Mailbox.parse("user@ours.example"),
                        AT);
        assertThat(received.octets())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(
                        """
                        Received: from client.example ([IPv6:2001:db8::1])
                        \tby mx.example with ESMTPS id 0A1B2C
                        \tfor <user@ours.example>
                        \ttls TLS_AES_128_GCM_SHA256;
                        \tSun, 1 Mar 2026 02:03:04 +0000
                        """
                                .replace("\n", "\r\n"));
    }

    @Test
    void saysNoMoreThanIsKnown() {
        assertThat(received("[192.0.2.9]", Protocol.SMTP, Optional.empty()))
                .isEqualTo(
                        """
                        Received: from [192.0.2.9] ([192.0.2.1])
                        \tby mx.example with SMTP id x;
                        \tSun, 1 Mar 2026 02:03:04 +0000
                        """
                                .replace("\n", "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a)(b",
                "x\r\nX-Injected: yes",
                "x\\",
                "\"x",
                "<x>",
                "gr\u00fc\u00df!",
                "192.0.2.1",
                "x;y",
            })
    void showsAHostileNameOnlyInAComment(String helo) {
        String field = received(helo, Protocol.ESMTP, Optional.empty());
        assertThat(field).startsWith("Received: from [192.0.2.1] (claimed ");
        assertThat(field.chars()).allMatch(c -> c < 0x7f);
        HeaderBlock block = HeaderBlock.read(field.getBytes(StandardCharsets.UTF_8));
        assertThat(block.size()).isEqualTo(1);
        assertThat(field.replaceAll("[^()]", "")).isEqualTo("()");
    }

    @Test
    void keepsItsLinesShortWhateverTheNameIs() {
        String field = received("!".repeat(10_000), Protocol.ESMTP, Optional.empty());
        assertThat(field.lines()).allMatch(line -> line.length() < 200);
    }

    @Test
    void showsARecipientInUtf8OnlyWhereUtf8CameIn() {
        Optional<Mailbox> recipient = Mailbox.parse("j\u00f6rg@ours.example");
        assertThat(received("a.example", Protocol.ESMTP, recipient)).doesNotContain("for ");
        assertThat(received("a.example", Protocol.UTF8SMTP, recipient))
                .contains("\r\n\tfor <j\u00f6rg@ours.example>;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a;b", "a\r\nb", "\u00e4"})
    void hasNoIdThatIsNoAtom(String id) {
        assertThatThrownBy(() ->
                        new Received(
                                "a.example",
                                IpAddress.parse("192.0.2.1").orElseThrow(),
                                new Domain("mx.example"),
                                Protocol.ESMTP,
                                id,
                                Optional.empty(),
                                Optional.empty(),
                                AT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, false, false, SMTP",
        "false, true, false, false, SMTP",
        "true, false, false, false, ESMTP",
        "true, true, false, false, ESMTPS",
        "true, false, true, false, ESMTPA",
        "true, true, true, false, ESMTPSA",
        "true, false, false, true, UTF8SMTP",
        "true, true, false, true, UTF8SMTPS",
        "true, false, true, true, UTF8SMTPA",
        "true, true, true, true, UTF8SMTPSA",
    })
    void namesTheProtocol(
            boolean esmtp, boolean tls, boolean authenticated, boolean smtpUtf8, Protocol name) {
        assertThat(Protocol.of(esmtp, tls, authenticated, smtpUtf8)).isEqualTo(name);
    }

    private static String received(String helo, Protocol protocol, Optional<Mailbox> recipient) {
        var received =
                new Received(
                        helo,
                        IpAddress.parse("192.0.2.1").orElseThrow(),
                        new Domain("mx.example"),
                        protocol,
                        "x",
                        Optional.empty(),
                        recipient,
                        AT);
        return new String(received.octets(), StandardCharsets.UTF_8);
    }
}
