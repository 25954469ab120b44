package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {

    private static final String HELLO = "EHLO client.example\r\n";
    private static final String FROM = "MAIL FROM:<a@elsewhere.example>\r\n";
    private static final String TO = "RCPT TO:<anna@ours.example>\r\n";
    private static final String MESSAGE = "Subject: x\r\n\r\nbody\r\n";
    private static final String ENVELOPE = HELLO + FROM + TO;

    private final FakeGateway gateway = new FakeGateway();

    @AfterEach
    void leavesNoDraftOpen() {
        assertThat(gateway.openDrafts).hasValue(0);
    }

    @Test
    void saysWhatItOffers() {
        List<String> replies =
                MemoryWire.saying("EHLO client.example\r\nQUIT\r\n", "").run(gateway);
        assertThat(replies)
                .containsExactly(
                        "220 gw.example ESMTP ready",
                        "250-gw.example",
                        "250-PIPELINING",
                        "250-SIZE 1000000",
                        "250-8BITMIME",
                        "250-SMTPUTF8",
                        "250-CHUNKING",
                        "250-BINARYMIME",
                        "250-DSN",
                        "250-PRDR",
                        "250-STARTTLS",
                        "250-LIMITS RCPTMAX=10 MAILMAX=1000",
                        "250 ENHANCEDSTATUSCODES",
                        "221 2.0.0 Bye");
    }

    @Test
    void takesAMessage() {
        assertThat(codes(ENVELOPE + "DATA\r\n" + MESSAGE + ".\r\nQUIT\r\n"))
                .containsExactly("220", "250", "250", "250", "354", "250", "221");
        assertThat(gateway.mails).hasSize(1);
        var mail = gateway.mails.getFirst();
        assertThat(FakeGateway.text(mail))
                .isEqualTo(
                        "Received: from client.example ([203.0.113.7])\r\n"
                                + "\tby gw.example with ESMTP id "
                                + mail.journey()
                                + "\r\n\tfor <anna@ours.example>;\r\n"
                                + "\tSun, 1 Mar 2026 12:00:00 +0000\r\n"
                                + MESSAGE);
        assertThat(mail.envelope().recipients()).hasSize(1);
        assertThat(mail.arrival().helo()).isEqualTo("client.example");
        assertThat(mail.arrival().esmtp()).isTrue();
        assertThat(gateway.events).isEmpty();
    }

    @Test
    void anAcceptedMessageIsAnsweredWithItsJourney() {
        List<String> replies = say(ENVELOPE + "DATA\r\n" + MESSAGE + ".\r\n");
        assertThat(replies.getLast())
                .isEqualTo("250 2.0.0 Taken (" + gateway.mails.getFirst().journey() + ")");
    }

    @Test
    void withPrdrEachRecipientHasAReplyAndThenTheMessage() {
        gateway.each =
                List.of(Reply.of(250, 2, 0, "for anna"), Reply.of(550, 7, 1, "not for bert"));
        List<String> replies =
                say(
                        HELLO
                                + "MAIL FROM:<sender@client.example> PRDR\r\n"
                                + TO
                                + "RCPT TO:<bert@ours.example>\r\nDATA\r\n"
                                + MESSAGE
                                + ".\r\n");
        assertThat(replies.subList(replies.size() - 4, replies.size() - 1))
                .containsExactly(
                        "353 A reply for each recipient follows",
                        "250 2.2.0 for anna",
                        "550 5.7.1 not for bert");
        assertThat(replies.getLast()).startsWith("250 2.0.0 Taken");
        assertThat(codes(HELLO + "MAIL FROM:<sender@client.example> PRDR=YES\r\n")).endsWith("501");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'MAIL FROM:<>', 503",
        "'RCPT TO:<anna@ours.example>', 503",
        "'DATA', 503",
        "'BDAT 0', 503",
        "'BDAT 0 LAST', 503",
        "'RSET', 250",
        "'NOOP', 250",
        "'VRFY anna', 252",
        "'HELP', 214",
        "'EXPN list', 502",
        "'STARTTLS', 502",
        "'XYZZY', 500",
        "'HELO client', 250",
        "'QUIT', 221"
    })
    void answersBeforeHello(String command, String code) {
        assertThat(codes(command + "\r\n")).containsExactly("220", code);
    }

    @ParameterizedTest(name = "an open transaction answers {0} with {1}")
    @CsvSource({
        "'MAIL FROM:<>', 503",
        "'RCPT TO:<bert@ours.example>', 250",
        "'RCPT TO:<nobody@ours.example>', 550",
        "'RCPT TO:<a@elsewhere.example>', 550",
        "'RCPT TO:<Postmaster>', 250",
        "'RCPT TO:<x@below.example>', 250",
        "'RCPT TO:<x@deep.below.example>', 550",
        "'RCPT TO:<x@notbelow.example>', 550",
        "'RCPT TO:<anna@ours.example> FOO=1', 555",
        "'RCPT TO:anna@ours.example', 501",
        "'RCPT TO:<x%elsewhere.example@ours.example>', 550",
        "'NOOP', 250",
        "'VRFY anna', 252"
    })
    void answersInATransaction(String command, String code) {
        assertThat(codes(ENVELOPE + command + "\r\n"))
                .containsExactly("220", "250", "250", "250", code);
    }

    @Test
    void dataNeedsARecipient() {
        assertThat(codes(HELLO + FROM + "DATA\r\n" + TO + "DATA\r\n.\r\n"))
                .containsExactly("220", "250", "250", "503", "250", "354", "250");
    }

    @Test
    void nothingIsLeftOfATransaction() {
        for (String end : List.of("DATA\r\n.\r\n", "DATA\r\n\0\r\n.\r\n", "RSET\r\n", HELLO)) {
            List<String> replies = codes(ENVELOPE + end + TO + "DATA\r\n");
            assertThat(replies.subList(replies.size() - 2, replies.size()))
                    .as(end)
                    .containsExactly("503", "503");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'a^b', 'LF without CR'",
        "'a%b', 'CR without LF'",
        "'a@b', 'NUL'",
        "'a^.%^', 'LF without CR'"
    })
    void refusesUnfitLinesByName(String body, String cause) {
        String octets = body.replace('%', '\r').replace('^', '\n').replace('@', '\0');
        List<String> replies = say(ENVELOPE + "DATA\r\n" + octets + "\r\n.\r\nNOOP\r\n");
        assertThat(replies.get(replies.size() - 2)).startsWith("550 5.6.11 ").contains(cause);
        assertThat(replies.getLast()).startsWith("250 ");
        assertThat(gateway.mails).isEmpty();
        assertThat(refused().command()).isEqualTo("message");
    }

    @Test
    void lenientListenerNormalizes() {
        String script = ENVELOPE + "DATA\r\nSubject: x\n\na\0\n.\n..b\n\r\n.\r\n";
        Listener lenient =
                TestSettings.listener(
                        Listener.Kind.MX, Listener.Tls.NONE, Listener.LineEndings.LENIENT);
        MemoryWire.saying(script).run(gateway, lenient);
        assertThat(FakeGateway.received(gateway.mails.getFirst()))
                .isEqualTo("Subject: x\r\n\r\na\0\r\n.\r\n.b\r\n\r\n");
        assertThat(gateway.mails.getFirst().content().facts().normalizedLineEnds()).isTrue();
        assertThat(gateway.mails.getFirst().content().facts().leadingDots()).isTrue();
    }

    @Test
    void theWholeRefusedMessageIsRead() {
        gateway.settings = TestSettings.with(limits -> limits.messageOctets(1000));
        String text = "x\r\n".repeat(1000);
        List<String> replies = say(ENVELOPE + "DATA\r\n" + text + ".\r\nNOOP\r\n");
        assertThat(replies.get(replies.size() - 2)).startsWith("552 5.3.4 ");
        assertThat(replies.getLast()).startsWith("250 ");
    }

    @Test
    void aMessageOfExactlyTheLimitIsTaken() {
        gateway.settings = TestSettings.with(limits -> limits.messageOctets(1000));
        String full = "x".repeat(998) + "\r\n";
        assertThat(codes(ENVELOPE + "DATA\r\n" + full + ".\r\n").getLast()).isEqualTo("250");
        assertThat(codes(ENVELOPE + "DATA\r\nx" + full + ".\r\n").getLast()).isEqualTo("552");
        assertThat(codes(HELLO + "MAIL FROM:<> SIZE=1000\r\n").getLast()).isEqualTo("250");
        assertThat(codes(HELLO + "MAIL FROM:<> SIZE=1001\r\n").getLast()).isEqualTo("552");
    }

    @Test
    void anEndlessMessageIsCutOff() {
        gateway.settings = TestSettings.with(limits -> limits.messageOctets(1000));
        List<String> replies =
                codes(ENVELOPE + "DATA\r\n" + "x\r\n".repeat(100_000) + ".\r\nNOOP\r\n");
        assertThat(replies).endsWith("354", "552", "421");
    }

    @Test
    void limitsTheHeader() {
        gateway.settings = TestSettings.with(limits -> limits.headerOctets(1000));
        String header = "X: y\r\n".repeat(200);
        assertThat(codes(ENVELOPE + "DATA\r\n" + header + "\r\nx\r\n.\r\n").getLast())
                .isEqualTo("552");
        assertThat(codes(ENVELOPE + "DATA\r\nA: b\r\n\r\n" + header + ".\r\n").getLast())
                .isEqualTo("250");
    }

    @ParameterizedTest(name = "{0} hops: {1}")
    @CsvSource({"50, 250", "51, 554"})
    void stopsLoops(int hops, String code) {
        String header = "received: by x;\r\n\tfolded\r\n".repeat(hops);
        assertThat(codes(ENVELOPE + "DATA\r\n" + header + "\r\nReceived: x\r\n.\r\n").getLast())
                .isEqualTo(code);
    }

    @Test
    void limitsRecipients() {
        List<String> replies = codes(HELLO + FROM + TO.repeat(11) + "DATA\r\n.\r\n");
        assertThat(replies.subList(3, 15)).startsWith("250").endsWith("250", "452", "354");
        assertThat(gateway.mails.getFirst().envelope().recipients()).hasSize(10);
    }

    @Test
    void limitsTransactions() {
        gateway.settings = TestSettings.with(limits -> limits.transactions(2));
        assertThat(codes(HELLO + (FROM + "RSET\r\n").repeat(3)))
                .containsExactly("220", "250", "250", "250", "250", "250", "421");
    }

    @Test
    void closesAfterTooManyErrors() {
        gateway.settings = TestSettings.with(limits -> limits.errors(3));
        assertThat(codes("XYZZY\r\n".repeat(10)))
                .containsExactly("220", "500", "500", "500", "421");
    }

    @Test
    void closesAfterTooManyUnproductiveCommands() {
        assertThat(codes("NOOP\r\n".repeat(1000))).hasSize(1 + 100 + 20 + 1).endsWith("421");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\n", "NOOP\rQUIT\r\n", "NO\0OP\r\n"})
    void anUncleanCommandEndsTheSession(String line) {
        assertThat(codes(HELLO + line + FROM)).containsExactly("220", "250", "500", "421");
    }

    @Test
    void aLongLineIsRefusedAndTheSessionGoesOn() {
        assertThat(codes("NOOP " + "x".repeat(3000) + "\r\nNOOP\r\n"))
                .containsExactly("220", "500", "250");
    }

    @Test
    void troubleIsAnsweredWithTryLater() {
        gateway.trouble = Optional.of(new IllegalStateException("broken"));
        assertThat(codes(ENVELOPE)).containsExactly("220", "250", "250", "451");
        gateway.trouble = Optional.empty();
        gateway.full = true;
        assertThat(codes(ENVELOPE + "DATA\r\n")).endsWith("250", "451");
        gateway.full = false;
        gateway.octetsUntilFull = 1000;
        assertThat(codes(ENVELOPE + "DATA\r\n" + "x\r\n".repeat(500) + ".\r\nNOOP\r\n"))
                .endsWith("354", "451", "250");
        assertThat(gateway.mails).isEmpty();
    }

    @Test
    void whatThePipelineRefusesIsRefused() {
        gateway.verdict = Reply.of(451, 3, 0, "Later");
        assertThat(codes(ENVELOPE + "DATA\r\n.\r\nNOOP\r\n")).endsWith("451", "250");
        assertThat(refused().command()).isEqualTo("message");
    }

    @Test
    void overloadRefusesTransactions() {
        gateway.transactionRefusal = Optional.of(Reply.of(452, 3, 1, "Full"));
        assertThat(say(HELLO + FROM).getLast()).startsWith("452 4.3.1 Full (");
        assertThat(refused().command()).isEqualTo("mail");
    }

    @Test
    void limitsMessagesPerMinute() {
        gateway.settings = TestSettings.with(limits -> limits.messagesPerMinute(2));
        String message = FROM + TO + "DATA\r\n.\r\n";
        assertThat(codes(HELLO + message.repeat(2) + FROM)).endsWith("250", "450");
    }

    @Test
    void submissionIsForTrustedNetworks() {
        Listener submission =
                TestSettings.listener(
                        Listener.Kind.SUBMISSION, Listener.Tls.NONE, Listener.LineEndings.STRICT);
        String script = HELLO + FROM + "RCPT TO:<x@anywhere.example>\r\n";
        assertThat(MemoryWire.saying(script).run(gateway, submission, "203.0.113.7"))
                .anyMatch(line -> line.startsWith("550 5.7.1"));
        assertThat(MemoryWire.saying(script).run(gateway, submission, "192.0.2.9").getLast())
                .startsWith("250 2.1.5");
    }

    @Test
    void mailBeforeTlsIsRefusedWhereTlsIsRequired() {
        Listener required =
                TestSettings.listener(
                        Listener.Kind.MX, Listener.Tls.REQUIRE, Listener.LineEndings.STRICT);
        MemoryWire wire =
                MemoryWire.saying(HELLO + FROM + "STARTTLS\r\n" + FROM, FROM + HELLO + FROM);
        assertThat(finals(wire.run(gateway, required)))
                .containsExactly("220", "250", "530", "220", "503", "250", "250");
    }

    @Test
    void startTlsForgetsWhatWasSaidInClear() {
        MemoryWire wire =
                MemoryWire.saying(
                        ENVELOPE + "STARTTLS\r\nRCPT TO:<bert@ours.example>\r\nQUIT\r\n",
                        TO + "DATA\r\nSTARTTLS\r\n" + ENVELOPE + "DATA\r\n.\r\n");
        assertThat(finals(wire.run(gateway)))
                .containsExactly(
                        "220", "250", "250", "250", "220", "503", "503", "503", "250", "250", "250",
                        "354", "250");
        var mail = gateway.mails.getFirst();
        assertThat(mail.envelope().recipients()).hasSize(1);
        assertThat(FakeGateway.text(mail)).contains(" with ESMTPS id ", "tls TLS_AES_128_GCM");
    }

    @Test
    void repliesToAGroupLeaveTogether() {
        MemoryWire wire = MemoryWire.saying(ENVELOPE + "DATA\r\n" + MESSAGE + ".\r\nQUIT\r\n");
        wire.run(gateway);
        assertThat(wire.writes()).as("greeting, all the rest").isEqualTo(2);
    }

    /** P-05. */
    @Test
    void errorsInAPipelineKeepTheOrder() {
        assertThat(
                        codes(
                                HELLO
                                        + FROM
                                        + "RCPT TO:<nobody@ours.example>\r\n"
                                        + TO
                                        + "RCPT TO:<x@elsewhere.example>\r\n"
                                        + "BOGUS\r\nDATA\r\n.\r\nDATA\r\nNOOP\r\nQUIT\r\n"))
                .containsExactly(
                        "220", "250", "250", "550", "250", "550", "500", "354", "250", "503", "250",
                        "221");
    }

    @Test
    void refusedRecipientsAreRecordedOnTheJourney() {
        say(HELLO + FROM + "RCPT TO:<nobody@ours.example>\r\nRCPT TO:<x@elsewhere.example>\r\n");
        assertThat(gateway.events).hasSize(2);
        assertThat(gateway.events.get(0).journey()).isEqualTo(gateway.events.get(1).journey());
        assertThat(gateway.events).extracting(Event::sequence).containsExactly(1, 2);
        assertThat(refused().text()).isEqualTo("No such mailbox");
    }

    @Test
    void settingsChangeBetweenTransactions() {
        Settings small = TestSettings.with(limits -> limits.messageOctets(10));
        gateway.settings = small;
        assertThat(codes(HELLO + "MAIL FROM:<> SIZE=11\r\n").getLast()).isEqualTo("552");
        gateway.settings = TestSettings.DEFAULT;
        assertThat(codes(HELLO + "MAIL FROM:<> SIZE=11\r\n").getLast()).isEqualTo("250");
    }

    @Test
    void findsTheMessageId() {
        say(ENVELOPE + "DATA\r\nMessage-Id :\r\n <a@b>\r\nX: y\r\nMessage-ID: <c>\r\n\r\n.\r\n");
        assertThat(gateway.mails.getFirst().messageId()).isEqualTo("<a@b>");
    }

    private Event.Refused refused() {
        return (Event.Refused) gateway.events.getFirst();
    }

    private List<String> say(String script) {
        return MemoryWire.saying(script).run(gateway);
    }

    private List<String> codes(String script) {
        return finals(say(script));
    }

    /** The codes of replies, one for each however many lines it has. */
    static List<String> finals(List<String> lines) {
        var codes = new ArrayList<String>();
        for (String line : lines) {
            if (line.length() == 3 || line.charAt(3) != '-') {
                codes.add(line.substring(0, 3));
            }
        }
        return codes;
    }
}
