package dev.mailwarden.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainTest {

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "example.com, example.com",
        "EXAMPLE.Com, example.com",
        "example.com., example.com",
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.example, xn--bcher-kva.example",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "XN--BCHER-KVA.example, xn--bcher-kva.example",
        "faß.example, xn--fa-hia.example",
        "example。com, example.com",
        "ｅｘａｍｐｌｅ.com, example.com",
        "a_b.example, a_b.example",
        "_dmarc.example, _dmarc.example",
        "r3---sn-x.example, r3---sn-x.example",
        "localhost, localhost",
        "1e100.net, 1e100.net",
        "3com.com, 3com.com",
        "192.0.2.com, 192.0.2.com",
        "example.0x1g, example.0x1g",
        "[192.0.2.1], [192.0.2.1]",
        "[ipv6:2001:DB8:0:0:0:0:0:1], [IPv6:2001:db8::1]",
    })
    void hasOneNormalForm(String text, String normal) {
        Domain domain = Domain.parse(text).orElseThrow();
        assertThat(domain.name()).isEqualTo(normal);
        assertThat(new Domain(normal)).isEqualTo(domain);
    }

    @ParameterizedTest(name = "refuses \"{0}\"")
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                ".example",
                "example..com",
                "example.com..",
                "-example.com",
                "example-.com",
                "exa mple.com",
                "exa/mple.com",
                "example.com\r\n",
                "example.com\0",
                "exämple.com\0",
                "exämple!.com",
                "example.com:25",
                "user@example.com",
                "*.example.com",
                "127.0.0.1",
                "127.1",
                "1",
                "example.123",
                "example.0x7f",
                "example.0x",
                "xn--a.example",
                "xn--.example",
                "xn--abc-.example",
                "xn--ls8h=.example",
                "xn--xn---epa.example",
                "\u202eexample.com",
                "a\u200db.example",
                "\ud800.example",
                "\ufffd.example",
                "[]",
                "[",
                "]",
                "[192.0.2.1",
                "192.0.2.1]",
                "[192.0.2.01]",
                "[[192.0.2.1]]",
                "[ 192.0.2.1]",
                "[IPv6:192.0.2.1]",
                "[2001:db8::1]",
                "[IPv6:2001:db8::1%1]",
                "[localhost]",
            })
    void refusesWhatIsNoDomain(String text) {
        assertThat(Domain.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EXAMPLE.com",
                "example.com.",
                "bücher.example",
                "XN--bcher-kva.example",
                "xn--a.example",
                "[IPv6:2001:db8:0:0:0:0:0:1]",
                "[ipv6:2001:db8::1]",
                "[192.0.2.1].example",
                "[a",
            })
    void isNeverMadeOfAnotherForm(String name) {
        assertThatThrownBy(() -> new Domain(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "a label of {0} octets: {1}")
    @CsvSource({"63, true", "64, false"})
    void limitsALabel(int octets, boolean fits) {
        assertThat(Domain.parse("a".repeat(octets) + ".example").isPresent()).isEqualTo(fits);
        assertThat(Domain.parse("A".repeat(octets) + ".exämple").isPresent()).isEqualTo(fits);
    }

    @ParameterizedTest(name = "a name of {0} octets: {1}")
    @CsvSource({"253, true", "254, false", "255, false"})
    void limitsAName(int octets, boolean fits) {
        String label = "a".repeat(63) + ".";
        String name = label.repeat(3) + "b".repeat(octets - 3 * label.length());
        assertThat(Domain.parse(name).isPresent()).isEqualTo(fits);
    }

    @Test
    void limitsWhatUnicodeHasToLookAt() {
        assertThat(Domain.parse("ö".repeat(1_000_000))).isEmpty();
        assertThat(Domain.parse("ö".repeat(60) + ".example")).isEmpty();
        assertThat(Domain.parse("ö".repeat(50) + ".example")).isPresent();
    }

    @Test
    void showsPeopleTheLettersTheyKnow() {
        assertThat(new Domain("xn--bcher-kva.example").toUnicode()).isEqualTo("bücher.example");
        assertThat(new Domain("example.com").toUnicode()).isEqualTo("example.com");
        assertThat(new Domain("[192.0.2.1]").toUnicode()).isEqualTo("[192.0.2.1]");
    }

    @Test
    void givesTheAddressOfALiteralWithoutAskingAnybody() {
        Domain literal = Domain.parse("[IPv6:2001:db8::1]").orElseThrow();
        assertThat(literal.address()).isEqualTo(IpAddress.parse("2001:db8::1"));
        assertThat(Domain.ofAddress(literal.address().orElseThrow())).isEqualTo(literal);
        assertThat(literal.isAddressLiteral()).isTrue();
        assertThat(new Domain("example.com").address()).isEmpty();
        assertThat(new Domain("example.com").isAddressLiteral()).isFalse();
    }
}
