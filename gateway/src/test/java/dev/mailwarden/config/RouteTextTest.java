package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTextTest {

    @ParameterizedTest
    @CsvSource({
        "inner.example.org, attempt, false, hop:[inner.example.org:25]:ATTEMPT",
        "192.0.2.1:2525, none, false, 'hop:[[192.0.2.1]:2525]:NONE'",
        "[2001:db8::1]:465, implicit-verify, false, 'hop:[[IPv6:2001:db8::1]:465]:IMPLICIT_VERIFY'",
        "example.org, require, true, hop:[mx example.org:25]:REQUIRE"
    })
    void readsARoute(String host, String tls, boolean mx, String key) {
        assertThat(RouteText.read(host, tls, mx))
                .hasValueSatisfying(r -> assertThat(r.key()).isEqualTo(key));
    }

    @ParameterizedTest
    @CsvSource({
        "a b, attempt, false",
        "inner.example.org:0, attempt, false",
        "inner.example.org:99999, attempt, false",
        "inner.example.org, maybe, false",
        "192.0.2.1, attempt, true",
        "'', attempt, false"
    })
    void readsNothingElse(String host, String tls, boolean mx) {
        assertThat(RouteText.read(host, tls, mx)).isEmpty();
    }

    @Test
    void saysWhatIsAllowed() {
        assertThat(RouteText.ALLOWED).contains("implicit-verify");
    }
}
