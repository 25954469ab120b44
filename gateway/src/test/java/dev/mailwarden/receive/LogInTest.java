package dev.mailwarden.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Listener;
import dev.mailwarden.mail.sasl.Base64Text;
import dev.mailwarden.mail.sasl.Login;
import dev.mailwarden.mail.sasl.Mechanism;
import dev.mailwarden.mail.sasl.SaltedPasswords;
import dev.mailwarden.mail.sasl.SaslClient;
import dev.mailwarden.mail.sasl.SaslServer;
import dev.mailwarden.mail.sasl.SaslStep;
import dev.mailwarden.message.Event;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogInTest {

    private static final String HELLO = "EHLO client.example\r\n";
    private static final String START = HELLO + "STARTTLS\r\n";
    private static final String PLAIN = "AUTH PLAIN " + base64("\0Anna\0secret") + "\r\n";
    private static final String ABROAD =
            """
            MAIL FROM:<anna@ours.example>
            RCPT TO:<x@elsewhere.example>
            DATA
            Subject: x

            .
            """
                    .replace("\n", "\r\n");

    private final FakeGateway gateway = new FakeGateway();

    LogInTest() {
        gateway.users.put("anna", Optional.of("secret"));
        gateway.users.put("busy", Optional.empty());
    }

    private static String base64(String text) {
        return Base64Text.encode(text.getBytes(UTF_8));
    }

    private static Listener listener(Listener.Kind kind) {
        return TestSettings.listener(kind, Listener.Tls.ATTEMPT, Listener.LineEndings.STRICT);
    }

    /** What is answered under TLS, after the greeting, EHLO and STARTTLS in clear. */
    private List<String> underTls(String script) {
        List<String> all =
                MemoryWire.saying(START, script).run(gateway, listener(Listener.Kind.SUBMISSION));
        int ready =
                IntStream.range(0, all.size())
                        .filter(i -> all.get(i).startsWith("220 2.0.0"))
                        .findFirst()
                        .orElseThrow();
        return all.subList(ready + 1, all.size());
    }

    private List<String> codesAfterHello(String script) {
        return underTls(HELLO + script).stream()
                .filter(line -> !line.startsWith("250-"))
                .skip(1)
                .map(line -> line.substring(0, 3))
                .toList();
    }

    @Test
    void aUserWhoHasLoggedInMaySendAnywhereAndIsNamedInTheTrace() {
        assertThat(codesAfterHello(PLAIN + ABROAD + "QUIT\r\n"))
                .containsExactly("235", "250", "250", "354", "250", "221");
        assertThat(gateway.mails.getFirst().arrival().user()).contains("anna");
        assertThat(FakeGateway.text(gateway.mails.getFirst())).contains("with ESMTPSA id");
    }

    @Test
    void whoHasNotLoggedInIsAskedTo() {
        assertThat(underTls(HELLO + "MAIL FROM:<anna@ours.example>\r\n"))
                .last()
                .asString()
                .startsWith("530 5.7.0 Log in first");
    }

    @Test
    void passwordsAreTakenUnderTlsOnly() {
        List<String> replies =
                MemoryWire.saying(HELLO + PLAIN, "")
                        .run(gateway, listener(Listener.Kind.SUBMISSION));
        assertThat(replies).noneMatch(line -> line.startsWith("250-AUTH"));
        assertThat(replies).last().asString().startsWith("538 5.7.11");
    }

    @Test
    void anMxListenerOffersNoLogIn() {
        List<String> replies =
                MemoryWire.saying(START, HELLO + PLAIN).run(gateway, listener(Listener.Kind.MX));
        assertThat(replies).noneMatch(line -> line.startsWith("250-AUTH"));
        assertThat(replies).last().asString().startsWith("502 5.5.1");
    }

    @Test
    void withoutAccountsThereIsNoLogIn() {
        gateway.users.clear();
        List<String> replies = underTls(HELLO + PLAIN + "MAIL FROM:<anna@ours.example>\r\n");
        assertThat(replies).noneMatch(line -> line.startsWith("250-AUTH"));
        assertThat(replies).last().asString().startsWith("550 5.7.1");
    }

    @Test
    void mechanismsAreOfferedUntilOneHasWorked() {
        assertThat(underTls(HELLO)).contains("250-AUTH PLAIN LOGIN");
        gateway.scram = true;
        assertThat(underTls(HELLO)).contains("250-AUTH SCRAM-SHA-256 PLAIN LOGIN");
        assertThat(underTls(HELLO + PLAIN + HELLO).stream().filter(l -> l.startsWith("250-AUTH")))
                .hasSize(1);
    }

    @Test
    void theTalkGoesOnInLinesOfBase64() {
        String answers = base64("anna") + "\r\n" + base64("secret") + "\r\n";
        assertThat(underTls(HELLO + "AUTH LOGIN\r\n" + answers))
                .containsSubsequence("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6")
                .last()
                .asString()
                .startsWith("235 2.7.0");
        assertThat(codesAfterHello("AUTH PLAIN\r\n" + base64("\0anna\0secret") + "\r\n"))
                .containsExactly("334", "235");
    }

    @ParameterizedTest
    @CsvSource({
        "'AUTH PLAIN AGFubmEAd3Jvbmc=', 535",
        "'AUTH PLAIN AGV2ZQBzZWNyZXQ=', 535",
        "'AUTH PLAIN AGJ1c3kAc2VjcmV0', 454",
        "'AUTH PLAIN =', 501",
        "'AUTH PLAIN AGFu', 501",
        "'AUTH PLAIN AGF', 501",
        "'AUTH SCRAM-SHA-256 biws', 504",
        "'AUTH CRAM-MD5', 504",
        "'AUTH GSSAPI', 504",
        "'AUTH', 501"
    })
    void whatDoesNotWorkHasItsCode(String command, String code) {
        assertThat(codesAfterHello(command + "\r\nNOOP\r\n")).containsExactly(code, "250");
    }

    @Test
    void anAttemptCanBeCancelled() {
        assertThat(codesAfterHello("AUTH LOGIN\r\n*\r\n" + PLAIN))
                .containsExactly("334", "501", "235");
    }

    @Test
    void aClientThatGoesAwayIsLeft() {
        assertThat(codesAfterHello("AUTH LOGIN\r\n")).containsExactly("334");
    }

    /** RFC 4954 §6. */
    @Test
    void anOverlongAnswerEndsTheAttemptOnly() {
        assertThat(underTls(HELLO + "AUTH LOGIN\r\n" + "A".repeat(5_000) + "\r\n"))
                .last()
                .asString()
                .startsWith("500 5.5.6");
        assertThat(codesAfterHello("AUTH LOGIN\r\n" + "A".repeat(5_000) + "\r\nNOOP\r\n"))
                .containsExactly("334", "500", "250");
    }

    @Test
    void anUncleanAnswerEndsTheSession() {
        assertThat(codesAfterHello("AUTH LOGIN\r\nYW5u\nYQ==\r\nNOOP\r\n"))
                .containsExactly("334", "500", "421");
    }

    @Test
    void theLongestMessageOfPlainHasRoom() {
        String long500 = "x".repeat(500);
        gateway.users.put(long500, Optional.of(long500));
        String message = base64(long500 + "\0" + long500 + "\0" + long500);
        assertThat(codesAfterHello("AUTH PLAIN " + message + "\r\n")).containsExactly("235");
    }

    /** What a client says that knows this password; the gateway's nonce is the same each time. */
    private String scram(String user, String password) {
        gateway.scram = true;
        SaslServer server =
                SaslServer.of(Mechanism.SCRAM_SHA_256, gateway::verifier, FakeGateway.random());
        SaslClient client =
                SaslClient.of(
                        Mechanism.SCRAM_SHA_256,
                        new Login(user, password),
                        new SaltedPasswords(),
                        new Random(1));
        byte[] message = client.begin().orElseThrow();
        var script = new StringBuilder("AUTH SCRAM-SHA-256 ").append(Base64Text.encode(message));
        while (server.next(message) instanceof SaslStep.Challenge(byte[] text)) {
            message = client.answer(text).orElseThrow();
            script.append("\r\n").append(Base64Text.encode(message));
        }
        return script.append("\r\n").toString();
    }

    @Test
    void aPasswordCanBeProvenWithoutBeingSent() {
        assertThat(codesAfterHello(scram("anna", "secret") + ABROAD))
                .containsExactly("334", "334", "235", "250", "250", "354", "250");
        assertThat(gateway.mails.getFirst().arrival().user()).contains("anna");
        assertThat(codesAfterHello(scram("anna", "guess"))).containsExactly("334", "535");
        assertThat(codesAfterHello(scram("eve", "secret"))).containsExactly("334", "535");
    }

    /** The salt alone is something that whoever looks for names wants to know. */
    @Test
    void whoLeavesWithTheSaltHasFailed() {
        gateway.scram = true;
        String ask = "AUTH SCRAM-SHA-256 " + base64("n,,n=eve,r=abc") + "\r\n";
        assertThat(codesAfterHello((ask + "*\r\n").repeat(3) + PLAIN))
                .containsExactly("334", "501", "334", "501", "334", "501", "454");
        gateway.events.clear();
        codesAfterHello(ask);
        assertThat(gateway.events).hasSize(1);
    }

    @Test
    void whatIsNoAttemptIsNotCounted() {
        assertThat(
                        codesAfterHello(
                                "AUTH CRAM-MD5\r\n".repeat(3)
                                        + "AUTH LOGIN\r\n*\r\n".repeat(3)
                                        + PLAIN))
                .endsWith("235");
    }

    @Test
    void whoseAccountHasGoneSendsNoMore() {
        gateway.afterMail = () -> gateway.users.remove("anna");
        assertThat(codesAfterHello(PLAIN + ABROAD + ABROAD))
                .containsExactly("235", "250", "250", "354", "250", "421");
        assertThat(gateway.mails).hasSize(1);
    }

    @Test
    void whoCouldLogInAfterStartTlsIsToldSo() {
        List<String> replies =
                MemoryWire.saying(HELLO + "MAIL FROM:<anna@ours.example>\r\n", "")
                        .run(gateway, listener(Listener.Kind.SUBMISSION));
        assertThat(replies).last().asString().startsWith("530 5.7.0 Log in first");
    }

    @Test
    void nobodyIsPutOffForEver() {
        String busy = "AUTH PLAIN " + base64("\0busy\0secret") + "\r\n";
        assertThat(codesAfterHello(busy.repeat(200))).endsWith("454", "421").hasSizeLessThan(130);
    }

    @Test
    void aLogInHasItsPlaceOnceBetweenHelloAndMail() {
        assertThat(codesAfterHello(PLAIN + PLAIN)).containsExactly("235", "503");
        assertThat(codesAfterHello(PLAIN + "MAIL FROM:<a@ours.example>\r\n" + PLAIN))
                .containsExactly("235", "250", "503");
        assertThat(underTls(PLAIN)).last().asString().startsWith("503");
    }

    @Test
    void nobodyGuessesForLong() {
        String wrong = "AUTH PLAIN " + base64("\0anna\0guess") + "\r\n";
        assertThat(codesAfterHello(wrong.repeat(3) + PLAIN))
                .containsExactly("535", "535", "535", "454");
    }

    @ParameterizedTest
    @CsvSource({"ANNA, anna", "a-mistyped-password,"})
    void aFailureIsRecordedWithTheNameIfItIsOne(String name, @Nullable String account) {
        codesAfterHello("AUTH PLAIN " + base64("\0" + name + "\0guess") + "\r\n");
        assertThat(gateway.events).hasSize(1);
        assertThat(gateway.events.getFirst())
                .isInstanceOfSatisfying(
                        Event.Refused.class,
                        refused -> {
                            assertThat(refused.command()).isEqualTo("auth");
                            assertThat(refused.code()).isEqualTo(535);
                            assertThat(refused.user()).isEqualTo(Optional.ofNullable(account));
                            assertThat(refused.toString()).doesNotContain(name, "guess");
                        });
    }
}
