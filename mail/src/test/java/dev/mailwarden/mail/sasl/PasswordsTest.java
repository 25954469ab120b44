package dev.mailwarden.mail.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PLAIN and LOGIN, from both sides. */
class PasswordsTest {

    private static final Random RANDOM = new Random(1);

    private static SaslServer server(Mechanism mechanism) {
        return SaslServer.of(
                mechanism,
                name -> {
                    throw new AssertionError("nobody asked for a verifier of " + name);
                },
                RANDOM);
    }

    private static SaslStep plain(String message) {
        return server(Mechanism.PLAIN).next(message.getBytes(UTF_8));
    }

    @Test
    void plainHasThreeParts() {
        assertThat(plain("\0tim\0tanstaaftanstaaf"))
                .isEqualTo(new SaslStep.Claimed("tim", "tanstaaftanstaaf"));
        assertThat(plain("tim\0tim\0pass")).isEqualTo(new SaslStep.Claimed("tim", "pass"));
        assertThat(plain("boss\0tim\0pass")).isEqualTo(new SaslStep.Refused("tim"));
    }

    @Test
    void oneIsHimselfInAnyCase() {
        assertThat(plain("Tim\0tim\0pass")).isEqualTo(new SaslStep.Claimed("tim", "pass"));
        assertThat(plain("tim\0TIM\0pass")).isEqualTo(new SaslStep.Claimed("TIM", "pass"));
        assertThat(plain("\u0007\0tim\0pass")).isEqualTo(new SaslStep.Refused("tim"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0",
                "\0\0",
                "\0tim\0",
                "\0\0pass",
                "tim\0pass",
                "\0a\0b\0c",
                "\0a\u0007\0b"
            })
    void whatIsNotPlainIsMalformed(String message) {
        assertThat(plain(message)).isEqualTo(new SaslStep.Malformed());
    }

    @Test
    void octetsThatAreNoUtf8AreMalformed() {
        assertThat(server(Mechanism.PLAIN).next(new byte[] {0, 'a', 0, (byte) 0xff}))
                .isEqualTo(new SaslStep.Malformed());
    }

    @Test
    void namesAndPasswordsArePrepared() {
        assertThat(plain("\0I\u00adX\0\u2168")).isEqualTo(new SaslStep.Claimed("IX", "IX"));
    }

    @Test
    void whatIsTooLongIsMalformed() {
        String longest = "x".repeat(PreparedText.MAX_OCTETS);
        assertThat(plain("\0tim\0" + longest)).isInstanceOf(SaslStep.Claimed.class);
        assertThat(plain("\0tim\0x" + longest)).isEqualTo(new SaslStep.Malformed());
    }

    @Test
    void loginAsksTwice() {
        SaslServer server = server(Mechanism.LOGIN);
        SaslClient client =
                SaslClient.of(
                        Mechanism.LOGIN,
                        new Login("tim", "tanstaaf"),
                        new SaltedPasswords(),
                        RANDOM);
        assertThat(client.begin()).as("the server asks first").isEmpty();
        SaslStep step = server.begin();
        for (int i = 0; i < 2; i++) {
            assertThat(step).isInstanceOf(SaslStep.Challenge.class);
            step = server.next(client.answer(((SaslStep.Challenge) step).text()).orElseThrow());
        }
        assertThat(step).isEqualTo(new SaslStep.Claimed("tim", "tanstaaf"));
        assertThat(client.answer(new byte[0])).isEmpty();
    }

    @Test
    void aPlainClientSaysItAllAtOnce() {
        SaslClient client =
                SaslClient.of(
                        Mechanism.PLAIN, new Login("tim", "secret"), new SaltedPasswords(), RANDOM);
        assertThat(new String(client.begin().orElseThrow(), UTF_8)).isEqualTo("\0tim\0secret");
        assertThat(client.answer(new byte[0])).isEmpty();
        assertThat(client.isSatisfied()).isTrue();
    }

    @Test
    void nothingPrintsAPassword() {
        assertThat(new Login("tim", "secret").toString()).doesNotContain("secret");
        assertThat(new SaslStep.Claimed("tim", "secret").toString()).doesNotContain("secret");
    }

    @Test
    void mechanismsAreKnownInAnyCase() {
        assertThat(Mechanism.named("plain")).contains(Mechanism.PLAIN);
        assertThat(Mechanism.named("Scram-Sha-256")).contains(Mechanism.SCRAM_SHA_256);
        assertThat(Mechanism.named("SCRAM-SHA-256-PLUS")).isEmpty();
    }
}
