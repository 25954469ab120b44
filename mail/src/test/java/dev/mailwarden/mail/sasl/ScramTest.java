package dev.mailwarden.mail.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScramTest {

    /** The example of RFC 7677 §3. */
    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";

    private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String CLIENT_FIRST = "n,,n=user,r=" + CLIENT_NONCE;
    private static final String SERVER_FIRST =
            "r=" + CLIENT_NONCE + SERVER_NONCE + ",s=" + SALT + ",i=4096";
    private static final String CLIENT_FINAL =
            "c=biws,r="
                    + CLIENT_NONCE
                    + SERVER_NONCE
                    + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    private final ScramVerifier verifier =
            ScramVerifier.of("pencil", Base64Text.decode(SALT).orElseThrow(), 4096);

    private final SaltedPasswords salted = new SaltedPasswords();

    private ScramServer server() {
        return new ScramServer(_ -> verifier, SERVER_NONCE);
    }

    private static SaslStep next(SaslServer server, String message) {
        return server.next(message.getBytes(UTF_8));
    }

    private static String said(SaslStep step) {
        return step instanceof SaslStep.Challenge(byte[] text)
                ? new String(text, UTF_8)
                : step.toString();
    }

    @Test
    void theServerSpeaksTheExampleOfTheRfc() {
        ScramServer server = server();
        assertThat(said(server.begin())).isEmpty();
        assertThat(said(next(server, CLIENT_FIRST))).isEqualTo(SERVER_FIRST);
        assertThat(said(next(server, CLIENT_FINAL))).isEqualTo(SERVER_FINAL);
        assertThat(next(server, "")).isEqualTo(new SaslStep.Proven("user"));
    }

    @Test
    void theClientSpeaksTheExampleOfTheRfc() {
        var client = new ScramClient(new Login("user", "pencil"), salted, CLIENT_NONCE);
        assertThat(new String(client.begin().orElseThrow(), UTF_8)).isEqualTo(CLIENT_FIRST);
        assertThat(client.answer(SERVER_FIRST.getBytes(UTF_8)))
                .map(answer -> new String(answer, UTF_8))
                .contains(CLIENT_FINAL);
        assertThat(client.isSatisfied()).isFalse();
        assertThat(client.answer(SERVER_FINAL.getBytes(UTF_8))).isPresent();
        assertThat(client.isSatisfied()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"',x=y', true", "',x=y,z=a=b', true", "',xx=y', false", "',x=', false"})
    void whatFollowsTheVerifierIsAnExtensionOrNothing(String more, boolean satisfied) {
        var client = new ScramClient(new Login("user", "pencil"), salted, CLIENT_NONCE);
        assertThat(client.answer(SERVER_FIRST.getBytes(UTF_8))).isPresent();
        client.answer((SERVER_FINAL + more).getBytes(UTF_8));
        assertThat(client.isSatisfied()).isEqualTo(satisfied);
    }

    @Test
    void aSaltedPasswordIsComputedOnceForEachSaltAndOnlyTheLastAreKept() {
        byte[] salt = {1, 2, 3, 4, 5, 6, 7, 8};
        byte[] first = salted.of("pencil", salt, 4096);
        assertThat(first).isEqualTo(ScramKeys.salted("pencil", salt, 4096));
        assertThat(salted.of("pencil", salt.clone(), 4096)).isSameAs(first);
        assertThat(salted.of("pencil", salt, 4097)).isNotEqualTo(first);
        assertThat(salted.of("pencils", salt, 4096)).isNotEqualTo(first);
        for (int i = 0; i < SaltedPasswords.MOST; i++) {
            salted.of("pencil", new byte[] {(byte) i}, 1);
        }
        assertThat(salted.size()).isEqualTo(SaltedPasswords.MOST);
        assertThat(salted.of("pencil", salt, 4096)).isNotSameAs(first).isEqualTo(first);
    }

    @Test
    void aServerThatDoesNotKnowTheAccountIsNotBelieved() {
        var client = new ScramClient(new Login("user", "pencil"), salted, CLIENT_NONCE);
        assertThat(client.answer(SERVER_FIRST.getBytes(UTF_8))).isPresent();
        String forged = "v=" + Base64Text.encode(new byte[32]);
        assertThat(client.answer(forged.getBytes(UTF_8))).isEmpty();
        assertThat(client.isSatisfied()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1000001",
                "r=rOprNGfwEbeRWgbNEkqOx,s=!,i=4096",
                "e=other-error",
                ""
            })
    void theClientGivesUpOnAServerThatIsWrong(String serverFirst) {
        var client = new ScramClient(new Login("user", "pencil"), salted, CLIENT_NONCE);
        assertThat(client.answer(serverFirst.getBytes(UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p=tls-unique,,n=user,r=abc",
                "n,,m=ext,n=user,r=abc",
                "n,,n=user",
                "n,,n=,r=abc",
                "n,,n=us=er,r=abc",
                "n,,n=us=2cer,r=abc",
                "n,,n=user,r=",
                "n,,n=user,r=a b",
                "n,a=,n=user,r=abc",
                "x,,n=user,r=abc",
                "",
                "n,,"
            })
    void whatIsNoFirstMessageIsMalformed(String message) {
        assertThat(next(server(), message)).isEqualTo(new SaslStep.Malformed());
    }

    @Test
    void namesMayHoldCommasAndEqualsSigns() {
        String[] asked = new String[1];
        Function<String, ScramVerifier> verifiers =
                name -> {
                    asked[0] = name;
                    return verifier;
                };
        next(new ScramServer(verifiers, "s"), "y,,n=a=2Cb=3Dc,r=abc,x=1");
        assertThat(asked[0]).isEqualTo("a,b=c");
    }

    @Test
    void nobodyActsAsSomebodyElse() {
        assertThat(next(server(), "n,a=boss,n=user,r=abc")).isEqualTo(new SaslStep.Refused("user"));
        assertThat(next(server(), "n,a=user,n=user,r=abc")).isInstanceOf(SaslStep.Challenge.class);
        assertThat(next(server(), "n,a=User,n=user,r=abc")).isInstanceOf(SaslStep.Challenge.class);
        assertThat(next(server(), "n,a=user=2C,n=user,r=abc"))
                .isEqualTo(new SaslStep.Refused("user"));
        assertThat(next(server(), "n,a=us=er,n=user,r=abc")).isEqualTo(new SaslStep.Malformed());
    }

    @Test
    void aWrongProofIsRefusedAndABrokenOneIsMalformed() {
        ScramServer server = server();
        next(server, CLIENT_FIRST);
        String wrong = CLIENT_FINAL.replace("p=dHz", "p=eHz");
        assertThat(next(server, wrong)).isEqualTo(new SaslStep.Refused("user"));
        for (String broken :
                new String[] {
                    CLIENT_FINAL.replace("c=biws", "c=eSws"),
                    CLIENT_FINAL.replace(SERVER_NONCE, "other"),
                    CLIENT_FINAL + "AAAA",
                    "c=biws,r=" + CLIENT_NONCE + SERVER_NONCE,
                    ""
                }) {
            ScramServer another = server();
            next(another, CLIENT_FIRST);
            assertThat(next(another, broken)).as(broken).isEqualTo(new SaslStep.Malformed());
        }
    }

    @Test
    void noPasswordFitsADecoyWhichStaysTheSame() {
        byte[] secret = {1, 2, 3};
        ScramVerifier decoy = ScramVerifier.decoy("ghost", secret);
        assertThat(decoy).isEqualTo(ScramVerifier.decoy("ghost", secret));
        assertThat(decoy.salt()).isNotEqualTo(ScramVerifier.decoy("other", secret).salt());
        assertThat(decoy.iterations()).isEqualTo(ScramVerifier.ITERATIONS);
    }

    @Test
    void clientAndServerAgreeOverAnyName() {
        var random = new Random(5);
        for (String name : new String[] {"user", "ü=,ber", "a b"}) {
            ScramVerifier its = ScramVerifier.of("päss", new byte[16], 4096);
            SaslServer server = SaslServer.of(Mechanism.SCRAM_SHA_256, _ -> its, random);
            SaslClient client =
                    SaslClient.of(Mechanism.SCRAM_SHA_256, new Login(name, "päss"), salted, random);
            byte[] message = client.begin().orElseThrow();
            SaslStep step = server.next(message);
            while (step instanceof SaslStep.Challenge(byte[] text)) {
                message = client.answer(text).orElseThrow();
                step = server.next(message);
            }
            assertThat(step).isEqualTo(new SaslStep.Proven(name));
            assertThat(client.isSatisfied()).isTrue();
        }
    }

    @Test
    void aVerifierIsWrittenAndReadBack() {
        assertThat(ScramVerifier.parse(verifier.text())).contains(verifier);
        assertThat(verifier.toString()).doesNotContain(verifier.text().substring(20, 30));
        for (String broken :
                new String[] {
                    "", "SCRAM-SHA-256$1:AAAA$AAAA:AAAA", verifier.text() + "=", "plain"
                }) {
            assertThat(ScramVerifier.parse(broken)).as(broken).isEqualTo(Optional.empty());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScramVerifier(new byte[4], 4096, new byte[32], new byte[32]));
    }
}
