package dev.mailwarden.mail.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FakeDnsTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeDns dns =
            FakeDns.of(
                    """
                    ; a comment
                    example.com.        300   MX     10 mx.example.com.  ; another
                    example.com         200   MX     20 backup.example.com
                    mx.example.com            A      192.0.2.1
                    mx.example.com            A      192.0.2.2
                    mx.example.com            AAAA   2001:db8::1
                    www.example.com     60    CNAME  mx.example.com
                    loop.example              CNAME  loop.example
                    silent.example            MX     0 .
                    wrong.example             MX     10 192.0.2.1
                    broken.example            FAIL   SERVFAIL
                    deep.er.empty.example     A      192.0.2.3
                    """);

    @Test
    void findsRecordsInOrderWithTheLeastTimeToLive() {
        assertThat(dns.mx(name("example.com")))
                .isEqualTo(
                        new Answer.Found<>(
                                List.of(
                                        new MailExchanger(10, name("mx.example.com")),
                                        new MailExchanger(20, name("backup.example.com"))),
                                Duration.ofSeconds(200),
                                false));
        assertThat(dns.a(name("mx.example.com")).found())
                .extracting(IpAddress::format)
                .containsExactly("192.0.2.1", "192.0.2.2");
        assertThat(dns.aaaa(name("mx.example.com")).found())
                .extracting(IpAddress::format)
                .containsExactly("2001:db8::1");
    }

    @Test
    void followsAliases() {
        assertThat(dns.a(name("www.example.com")))
                .isInstanceOfSatisfying(
                        Answer.Found.class,
                        found -> assertThat(found.ttl()).isEqualTo(Duration.ofSeconds(60)));
        assertThat(dns.a(name("loop.example"))).isInstanceOf(Answer.TemporaryFailure.class);
    }

    @Test
    void tellsNoDataFromNoName() {
        assertThat(dns.aaaa(name("example.com"))).isEqualTo(new Answer.NoData<>(HOUR, false));
        assertThat(dns.a(name("er.empty.example"))).isEqualTo(new Answer.NoData<>(HOUR, false));
        assertThat(dns.a(name("r.empty.example"))).isEqualTo(new Answer.NoSuchName<>(HOUR, false));
        assertThat(dns.mx(name("broken.example")))
                .isEqualTo(new Answer.TemporaryFailure<>("SERVFAIL"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"silent.example", "wrong.example"})
    void namesNoHostWhereTheRecordDoesNot(String domain) {
        assertThat(dns.mx(name(domain)).found())
                .extracting(MailExchanger::host)
                .containsExactly(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "example.com MX",
                "example.com MX mx.example.com",
                "example.com A 192.0.2",
                "example.com 300 WKS x",
                "exa..mple.com A 192.0.2.1",
            })
    void refusesAZoneItCannotRead(String line) {
        assertThatThrownBy(() -> FakeDns.of(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(line);
    }

    private static Domain name(String text) {
        return Domain.parse(text).orElseThrow();
    }
}
