package dev.mailwarden.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxTest {

    @ParameterizedTest(name = "{0} is {1} and is printed {2}")
    @CsvSource(
            quoteCharacter = '\0',
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "user@example.com | user | user@example.com",
                "User@EXAMPLE.com | User | User@example.com",
                "a.b.c@example.com | a.b.c | a.b.c@example.com",
                "!#$%&'*+-/=?^_`{}~@example.com | !#$%&'*+-/=?^_`{}~ | !#$%&'*+-/=?^_`{}~@example.com",
                "\"user\"@example.com | user | user@example.com",
                "\"us\\er\"@example.com | user | user@example.com",
                "\"a.b\"@example.com | a.b | a.b@example.com",
                "\"a b\"@example.com | a b | \"a b\"@example.com",
                "\"a..b\"@example.com | a..b | \"a..b\"@example.com",
                "\".a\"@example.com | .a | \".a\"@example.com",
                "\"a.\"@example.com | a. | \"a.\"@example.com",
                "\"a@b\"@example.com | a@b | \"a@b\"@example.com",
                "\"<a>\"@example.com | <a> | \"<a>\"@example.com",
                "\"a\\\"b\"@example.com | a\"b | \"a\\\"b\"@example.com",
                "\"a\\\\b\"@example.com | a\\b | \"a\\\\b\"@example.com",
                "user%other@example.com | user%other | user%other@example.com",
                "host!user@example.com | host!user | host!user@example.com",
                "jörg@example.com | jörg | jörg@example.com",
                "用户@例子.广告 | 用户 | 用户@xn--fsqu00a.xn--4rr70v",
                "\"jörg b\"@example.com | jörg b | \"jörg b\"@example.com",
                "😀@example.com | 😀 | 😀@example.com",
                "a@[192.0.2.1] | a | a@[192.0.2.1]",
                "a@[ipv6:2001:DB8:0:0::1] | a | a@[IPv6:2001:db8::1]",
                "a@under_score.example | a | a@under_score.example",
                "a@localhost | a | a@localhost",
            })
    void hasOneValueAndOneForm(String text, String localPart, String printed) {
        Mailbox mailbox = Mailbox.parse(text).orElseThrow();
        assertThat(mailbox.localPart()).isEqualTo(localPart);
        assertThat(mailbox).hasToString(printed);
        assertThat(Mailbox.parse(printed)).contains(mailbox);
    }

    @ParameterizedTest(name = "refuses \"{0}\"")
    @ValueSource(
            strings = {
                "",
                "@",
                "a",
                "a@",
                "@example.com",
                "a@@example.com",
                "a@b@example.com",
                ".a@example.com",
                "a.@example.com",
                "a..b@example.com",
                "a b@example.com",
                " a@example.com",
                "a @example.com",
                "a@ example.com",
                "a@example.com ",
                "a@example.com.",
                "a@.example.com",
                "a@example..com",
                "a@-example.com",
                "a@example-.com",
                "a@exa mple.com",
                "a@exa!mple.com",
                "a@192.0.2.1",
                "a@[192.0.2]",
                "a@[192.0.2.1",
                "a@192.0.2.1]",
                "a@[192.0.2.1].example.com",
                "a@[]",
                "a@[example.com]",
                "a@[IPv6:]",
                "a@[2001:db8::1]",
                "a@[IPv6:192.0.2.1]",
                "a@[x-tag:content]",
                "\"\"@example.com",
                "\"a@example.com",
                "a\"@example.com",
                "\"a\"b@example.com",
                "\"a\".b@example.com",
                "\"a\"\"b\"@example.com",
                "\"a\\\"@example.com",
                "\"a\\",
                "a\\ b@example.com",
                "a(comment)@example.com",
                "a,b@example.com",
                "a;b@example.com",
                "a:b@example.com",
                "a[b@example.com",
                "<a@example.com>",
                "a\0b@example.com",
                "\"a\0b\"@example.com",
                "\"a\rb\"@example.com",
                "\"a\nb\"@example.com",
                "\"a\tb\"@example.com",
                "\"a\\\nb\"@example.com",
                "\"a\u007fb\"@example.com",
                "a\u0085b@example.com",
                "\"a\\ö\"@example.com",
                "a\u2028b@example.com",
                "a\ud800b@example.com",
                "a\udc00@example.com",
                "a\ufffdb@example.com",
                "a@exam\ufffdple.com",
                "a@example.com\r\nRCPT TO:<b@example.com>",
            })
    void refusesWhatIsNoMailbox(String text) {
        assertThat(Mailbox.parse(text)).isEmpty();
    }

    @ParameterizedTest(name = "a local part of {0} octets: {1}")
    @CsvSource({"64, true", "65, true", "128, true", "129, false", "1000000, false"})
    void limitsTheLocalPart(int octets, boolean fits) {
        assertThat(Mailbox.parse("a".repeat(octets) + "@example.com").isPresent()).isEqualTo(fits);
    }

    @Test
    void countsTheLocalPartInOctets() {
        assertThat(Mailbox.parse("ö".repeat(64) + "@example.com")).isPresent();
        assertThat(Mailbox.parse("ö".repeat(65) + "@example.com")).isEmpty();
    }

    @ParameterizedTest(name = "a mailbox of {0} octets: {1}")
    @CsvSource({"254, true", "255, false"})
    void limitsTheWhole(int octets, boolean fits) {
        String labels = "a".repeat(63) + "." + "b".repeat(63) + "." + "c".repeat(63);
        String local = "u".repeat(octets - labels.length() - 1);
        assertThat(Mailbox.parse(local + "@" + labels).isPresent()).isEqualTo(fits);
    }

    @Test
    void countsWhatIsWrittenRatherThanWhatWasRead() {
        String labels = "a".repeat(63) + "." + "b".repeat(63) + "." + "c".repeat(60);
        String quotedPairs = "\"" + "\\a".repeat(61) + "\"";
        assertThat(Mailbox.parse(quotedPairs + "@" + labels)).isPresent();
        String needed = "\"" + "\\\"".repeat(61) + "\"";
        assertThat(Mailbox.parse(needed + "@" + labels)).isEmpty();
    }

    @Test
    void cannotBeMadeOfWhatCannotBeWritten() {
        Domain domain = new Domain("example.com");
        assertThatThrownBy(() -> new Mailbox("", domain))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Mailbox("a\r\nb", domain))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsWhetherItNeedsSmtpUtf8() {
        assertThat(Mailbox.parse("a@例子.广告").orElseThrow().isAscii()).isTrue();
        assertThat(Mailbox.parse("ä@example.com").orElseThrow().isAscii()).isFalse();
    }
}
