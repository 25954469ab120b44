package dev.mailwarden.mail.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.mail.Fuzzes;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages of log-ins as any peer may send them, a line for each. */
@Fuzzes({
    Base64Text.class,
    PlainServer.class,
    ScramClient.class,
    ScramServer.class,
    ScramVerifier.class
})
class SaslFuzzTest {

    private static final ScramVerifier DECOY = ScramVerifier.decoy("user", new byte[1]);

    /** Known to the seeds, which so come as far as the proof. */
    private static final String NONCE = "xyz";

    private static final String PROOF = Base64Text.encode(new byte[32]);

    @MethodSource("talks")
    @FuzzTest
    void nobodyLogsInWithoutThePassword(byte[] talk) {
        for (Mechanism mechanism : Mechanism.values()) {
            SaslServer server =
                    switch (mechanism) {
                        case SCRAM_SHA_256 -> new ScramServer(_ -> DECOY, NONCE);
                        case PLAIN, LOGIN -> SaslServer.of(mechanism, _ -> DECOY, new Random(1));
                    };
            SaslStep step = server.begin();
            for (String message : lines(talk)) {
                if (step instanceof SaslStep.Challenge) {
                    step = server.next(message.getBytes(ISO_8859_1));
                }
            }
            assertThat(step).isNotInstanceOf(SaslStep.Proven.class);
            if (step instanceof SaslStep.Claimed(var user, var password)) {
                assertThat(PreparedText.of(user)).contains(user);
                assertThat(password).isNotEmpty();
            }
        }
    }

    @MethodSource("talks")
    @FuzzTest
    void noServerPosesAsOneThatKnowsThePassword(byte[] talk) {
        var client =
                new ScramClient(
                        new Login("user", "pencil"),
                        new SaltedPasswords(),
                        "fyko+d2lbbFgONRv9qkxdawL");
        assertThat(client.begin()).isNotEmpty();
        for (String message : lines(talk)) {
            byte[] octets = message.getBytes(ISO_8859_1);
            client.answer(octets).ifPresent(answer -> assertThat(answer).isNotEmpty());
        }
        assertThat(client.isSatisfied()).isFalse();
    }

    @MethodSource("talks")
    @FuzzTest
    void whatIsDecodedIsEncodedAsItWas(byte[] talk) {
        for (String line : lines(talk)) {
            Base64Text.decode(line)
                    .ifPresent(octets ->
                            assertThat(Base64Text.encode(octets).length())
                                    .isEqualTo(line.length()));
            ScramVerifier.parse(line)
                    .ifPresent(verifier ->
                            assertThat(ScramVerifier.parse(verifier.text())).contains(verifier));
        }
    }

    private static List<String> lines(byte[] talk) {
        return List.of(new String(talk, ISO_8859_1).split("\n", 8));
    }

    static Stream<byte[]> talks() {
        return Stream.of(
                        "\0tim\0tanstaaf",
                        "tim\ntanstaaf",
                        "n,,n=user,r=abc\nc=biws,r=abc,p=AAAA\n",
                        "n,,n=user,r=abc\nc=biws,r=abc" + NONCE + ",p=" + PROOF + "\n",
                        "y,,n=user,r=abc\nc=eSws,r=abc" + NONCE + ",x=y,p=" + PROOF + "\n",
                        "n,a=user,n=us=2Cer,r=abc,x=y\nc=biws",
                        "r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=4096\nv=AAAA",
                        "dGVzdA==\n=\nAAA",
                        ScramVerifier.of("pencil", new byte[16], 4096).text())
                .map(talk -> talk.getBytes(UTF_8));
    }
}
