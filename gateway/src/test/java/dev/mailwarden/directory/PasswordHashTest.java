package dev.mailwarden.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

    /** From the tests of the reference implementation. */
    private static final String REFERENCE =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    @Test
    void readsWhatTheReferenceImplementationWrites() {
        PasswordHash hash = PasswordHash.parse(REFERENCE).orElseThrow();
        assertThat(hash.matches("password")).isTrue();
        assertThat(hash.matches("Password")).isFalse();
        assertThat(hash.text()).isEqualTo(REFERENCE);
    }

    @Test
    void aHashIsOfItsPasswordOnlyAndNeverTwiceTheSame() {
        var random = new Random(1);
        PasswordHash hash = PasswordHash.of("correct horse", random);
        assertThat(PasswordHash.parse(hash.text()).orElseThrow().matches("correct horse")).isTrue();
        assertThat(hash.matches("correct horse ")).isFalse();
        assertThat(PasswordHash.of("correct horse", random).text()).isNotEqualTo(hash.text());
        assertThat(hash.toString()).doesNotContain(hash.text().substring(30));
    }

    @Test
    void nothingFitsTheHashOfNothing() {
        assertThat(PasswordHash.ofNothing(PasswordHash.Cost.USUAL, new Random(1)).matches(""))
                .isFalse();
    }

    @Test
    void anUnknownNameTakesAsLongAsMostOthers() {
        var heavy = new PasswordHash.Cost(32_768, 3, 1);
        assertThat(PasswordHash.Cost.ofMost(Stream.of(PasswordHash.Cost.USUAL, heavy, heavy)))
                .isEqualTo(heavy);
        assertThat(PasswordHash.Cost.ofMost(Stream.of())).isEqualTo(PasswordHash.Cost.USUAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65537,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65536,t=99,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=4,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65536,t=2,p=1$c29t$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
            })
    void whatIsNoHashOrWouldTakeTooMuchIsNotRead(String text) {
        assertThat(PasswordHash.parse(text)).isEmpty();
    }
}
