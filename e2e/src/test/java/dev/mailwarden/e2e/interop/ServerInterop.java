package dev.mailwarden.e2e.interop;

import static dev.mailwarden.e2e.interop.Direction.IN;
import static dev.mailwarden.e2e.interop.Direction.OUT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.InnerMail;
import dev.mailwarden.e2e.fixture.Mailer;
import dev.mailwarden.e2e.interop.MailPeer.Way;
import dev.mailwarden.e2e.wire.Octets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What goes with every other mail server, both ways. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ServerInterop {

    private static final int LARGE = 15 << 20;

    private static final Pattern WITH =
            Pattern.compile("\\b(?i:with) ((?i:(?:UTF8)?E?SMTPS?A?))\\b");

    private @Nullable Meeting started;

    /** Starts the peer. */
    abstract MailPeer peer(Surroundings surroundings) throws Exception;

    /** Asserts that the peer has verified the gateway's certificate on this way. */
    abstract void assertVerified(Way way, String recipient);

    /** Asserts that the peer's client could not deliver for now. */
    abstract void assertDeferred(String recipient, String reason);

    /** Asserts that the peer was told of the eight bits of a message. */
    abstract void assertDeclaredEightBits(InnerMail mail);

    /** Asserts that the peer got a message in chunks, or not. */
    abstract void assertChunked(String id, boolean chunked);

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        started = Meeting.start(directory, this::peer);
    }

    @AfterAll
    void stop() throws IOException {
        if (started != null) {
            started.close();
        }
    }

    final Meeting meeting() {
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    /** Sends a small message and returns it as it is behind the server. */
    final InnerMail pass(Direction direction, String localPart) throws IOException {
        byte[] message = Mailer.message(localPart, 300);
        InnerMail mail = pass(direction, "", localPart, message);
        assertUnchanged(mail, message);
        return mail;
    }

    private InnerMail pass(
            Direction direction, String mailParameters, String localPart, byte[] message)
            throws IOException {
        give(direction, mailParameters, localPart, message);
        return meeting().arrived(direction, id(message));
    }

    /** Gives a message for one recipient and returns who that is. */
    private String give(
            Direction direction, String mailParameters, String localPart, byte[] message)
            throws IOException {
        String recipient = Meeting.recipient(direction, localPart);
        meeting().give(direction, mailParameters, List.of("<" + recipient + ">"), message);
        return recipient;
    }

    /** Gives a small message that must not arrive, and returns its recipient. */
    private String giveInVain(Direction direction, String localPart) throws IOException {
        return give(direction, "", localPart, Mailer.message(localPart, 300));
    }

    private static String id(byte[] message) {
        Matcher subject = Pattern.compile("\r\nSubject: ([^\r]*)").matcher(Octets.latin1(message));
        assertThat(subject.find()).isTrue();
        return subject.group(1);
    }

    /** The message has two more Received fields, and is otherwise what was sent. */
    private static void assertUnchanged(InnerMail mail, byte[] message) {
        assertThat(mail.withoutTrace(2).equals(Octets.latin1(message)))
                .as("octets that were sent, in what arrived as: %s", mail)
                .isTrue();
    }

    /** The server has recorded this protocol (RFC 3848, RFC 6531 section 4.3). */
    static void assertWith(InnerMail mail, String protocol) {
        Matcher with = WITH.matcher(mail.content());
        assertThat(with.find()).isTrue();
        assertThat(with.group(1)).isEqualToIgnoringCase(protocol);
    }

    @InteropCase(direction = IN, value = "SMTP in clear", seen = "our Received field")
    void theySendInClear() throws Exception {
        assertWith(pass(IN, "plain"), "ESMTP");
    }

    @InteropCase(direction = OUT, value = "SMTP in clear", seen = "their Received field")
    void weSendInClear() throws Exception {
        assertWith(pass(OUT, "plain"), "ESMTP");
    }

    @InteropCase(
            direction = IN,
            value = "STARTTLS, certificate verified",
            seen = "our Received field, their log")
    void theyVerifyOurCertificate() throws Exception {
        assertWith(pass(IN, "starttls"), "ESMTPS");
        assertVerified(Way.STARTTLS, "starttls@open.example");
    }

    @InteropCase(
            direction = OUT,
            value = "STARTTLS, certificate verified",
            seen = "their Received field, our event")
    void weVerifyTheirCertificate() throws Exception {
        assertWith(pass(OUT, "starttls"), "ESMTPS");
        meeting().recorded("delivered", "starttls@peer.example", "pkix");
    }

    @InteropCase(
            direction = IN,
            value = "STARTTLS, certificate not trusted",
            seen = "deferred in their log, nothing arrives")
    void theyDoNotTrustOurCertificate() throws Exception {
        String recipient = giveInVain(IN, "untrusted");
        assertDeferred(recipient, "certificate");
        assertThat(meeting().count(IN, "untrusted")).isZero();
    }

    @InteropCase(
            direction = OUT,
            value = "STARTTLS, certificate not trusted",
            seen = "deferred in our events, nothing arrives")
    void weDoNotTrustTheirCertificate() throws Exception {
        String recipient = giveInVain(OUT, "untrusted");
        meeting().recorded("deferred", recipient, "4.7.");
        assertThat(meeting().count(OUT, "untrusted")).isZero();
    }

    @InteropCase(
            direction = IN,
            value = "implicit TLS, certificate verified",
            seen = "our Received field, their log")
    void theySendOverImplicitTls() throws Exception {
        assertWith(pass(IN, "implicit"), "ESMTPS");
        assertVerified(Way.IMPLICIT, "implicit@open.example");
    }

    @InteropCase(
            direction = OUT,
            value = "implicit TLS, certificate verified",
            seen = "their Received field, our event")
    void weSendOverImplicitTls() throws Exception {
        assertWith(pass(OUT, "implicit"), "ESMTPS");
        meeting().recorded("delivered", "implicit@peer.example", "pkix");
    }

    @InteropCase(direction = IN, value = "AUTH PLAIN", seen = "our Received field")
    void theyLogInWithPlain() throws Exception {
        assertWith(pass(IN, "auth-plain"), "ESMTPSA");
    }

    @InteropCase(direction = OUT, value = "AUTH PLAIN", seen = "their Received field")
    void weLogInWithPlain() throws Exception {
        assertWith(pass(OUT, "auth-plain"), "ESMTPSA");
    }

    @InteropCase(direction = IN, value = "AUTH LOGIN", seen = "our Received field")
    void theyLogInWithLogin() throws Exception {
        assertWith(pass(IN, "auth-login"), "ESMTPSA");
    }

    @InteropCase(direction = OUT, value = "AUTH LOGIN", seen = "their Received field")
    void weLogInWithLogin() throws Exception {
        assertWith(pass(OUT, "auth-login"), "ESMTPSA");
    }

    @InteropCase(
            direction = IN,
            value = "AUTH with a wrong password",
            seen = "deferred in their log with our 535")
    void theirPasswordIsWrong() throws Exception {
        String recipient = giveInVain(IN, "wrong-password");
        assertDeferred(recipient, "535 5.7.8");
        assertThat(meeting().count(IN, "wrong-password")).isZero();
    }

    @InteropCase(
            direction = OUT,
            value = "AUTH with a wrong password",
            seen = "deferred in our events with their 535")
    void ourPasswordIsWrong() throws Exception {
        String recipient = giveInVain(OUT, "wrong-password");
        meeting().recorded("deferred", recipient, "4.7.8", "535");
        assertThat(meeting().count(OUT, "wrong-password")).isZero();
    }

    @InteropCase(
            direction = IN,
            value = "SMTPUTF8, address and header",
            seen = "our Received field, the next hop's MAIL")
    void theySendUtf8() throws Exception {
        assertWith(passUtf8(IN), "UTF8SMTP");
    }

    @InteropCase(
            direction = OUT,
            value = "SMTPUTF8, address and header",
            seen = "their Received field, the next hop's MAIL")
    void weSendUtf8() throws Exception {
        passUtf8(OUT);
    }

    private InnerMail passUtf8(Direction direction) throws IOException {
        byte[] message = utf8("utf8-" + direction);
        InnerMail mail = pass(direction, " BODY=8BITMIME SMTPUTF8", "δοκιμή", message);
        assertUnchanged(mail, message);
        assertThat(mail.mail()).contains("SMTPUTF8");
        assertThat(mail.rcpts().toString()).contains("<δοκιμή@");
        assertThat(mail.content().toUpperCase(Locale.ROOT)).contains("WITH UTF8");
        return mail;
    }

    private static byte[] utf8(String id) {
        return Meeting.octets(
                "From: Jürgen <sender@client.example>\r\nTo: <δοκιμή@open.example>\r\n"
                        + "Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n"
                        + "Message-ID: <%s@client.example>\r\nSubject: %s\r\nX-Note: Привет 虫\r\n\r\n"
                                .formatted(id, id)
                        + "Grüße\r\n");
    }

    @InteropCase(
            direction = OUT,
            value = "SMTPUTF8 that the server does not offer",
            seen = "our report with 5.6.7")
    void theyDoNotTakeUtf8() throws Exception {
        String recipient = give(OUT, " BODY=8BITMIME SMTPUTF8", "poor", utf8("utf8-poor"));
        meeting().reported(OUT, "5.6.7", "utf8-poor@client.example", recipient);
        assertThat(meeting().count(OUT, "utf8-poor")).isZero();
    }

    @InteropCase(direction = IN, value = "8BITMIME", seen = "octets, the next hop's MAIL")
    void theySendEightBits() throws Exception {
        assertThat(passEightBits(IN).mail()).contains("BODY=8BITMIME");
    }

    @InteropCase(direction = OUT, value = "8BITMIME", seen = "octets, their log or next hop")
    void weSendEightBits() throws Exception {
        assertDeclaredEightBits(passEightBits(OUT));
    }

    private InnerMail passEightBits(Direction direction) throws IOException {
        String header = Octets.latin1(Mailer.message("eight-" + direction, 60));
        byte[] message =
                Octets.parse(Octets.show(latin1Octets(header)) + "\\xe4\\xf6\\xfc \\xff\\r\\n");
        InnerMail mail = pass(direction, " BODY=8BITMIME", "eight", message);
        assertUnchanged(mail, message);
        return mail;
    }

    private static byte[] latin1Octets(String text) {
        return text.getBytes(ISO_8859_1);
    }

    @InteropCase(direction = OUT, value = "CHUNKING", seen = "octets, BDAT in their log")
    void weSendChunks() throws Exception {
        byte[] message = Mailer.message("chunks-out", 300_000);
        assertUnchanged(pass(OUT, "", "chunks", message), message);
        assertChunked("chunks-out", true);
    }

    @InteropCase(
            direction = OUT,
            value = "a server without PIPELINING and CHUNKING",
            seen = "octets, DATA in their log, one command at a time")
    void weSendStepByStep() throws Exception {
        byte[] message = Mailer.message("step-by-step", 300_000);
        assertUnchanged(pass(OUT, "", "poor", message), message);
        assertChunked("step-by-step", false);
        List<String> turns = meeting().turnsAtThePoorDoor("step-by-step");
        int data = turns.indexOf("DATA\r\n");
        assertThat(data).isPositive();
        assertThat(turns.subList(0, data)).allMatch(turn -> turn.matches("[^\r\n]*\r\n"));
    }

    @InteropCase(
            direction = IN,
            value = "PIPELINING, one of three recipients refused",
            seen = "two arrive, their report has our 550")
    void ofTheirRecipientsOneIsRefused() throws Exception {
        assertOneIsRefused(IN, "user@ours.example", "nobody@ours.example", "other@ours.example");
    }

    @InteropCase(
            direction = OUT,
            value = "PIPELINING, one of three recipients refused",
            seen = "two arrive, our report has their 550")
    void ofOurRecipientsOneIsRefused() throws Exception {
        assertOneIsRefused(OUT, "first@peer.example", "refused@peer.example", "third@peer.example");
    }

    private void assertOneIsRefused(Direction direction, String... recipients) throws IOException {
        String id = "refused-" + direction;
        List<String> paths = List.of(recipients).stream().map(name -> "<" + name + ">").toList();
        meeting().give(direction, "", paths, Mailer.message(id, 300));
        var taken = new TreeSet<>(meeting().arrived(direction, id).rcpts());
        if (taken.size() < 2) {
            taken.addAll(meeting().arrived(direction, id).rcpts());
        }
        assertThat(taken.toString())
                .contains(recipients[0], recipients[2])
                .doesNotContain(recipients[1]);
        meeting().reported(direction, id + "@client.example", recipients[1], "5.1.1");
    }

    @InteropCase(
            direction = IN,
            value = "SIZE, message too large",
            seen = "their report with 5.3.4, nothing arrives")
    void theirMessageIsTooLarge() throws Exception {
        byte[] message = Mailer.message("too-large-in", Meeting.MOST_OCTETS + 100_000);
        String recipient = give(IN, "", "plain", message);
        meeting().reported(IN, "too-large-in@client.example", recipient, "5.3.4");
        assertThat(meeting().count(IN, "too-large-in")).isZero();
    }

    @InteropCase(
            direction = OUT,
            value = "SIZE, message too large",
            seen = "our report with 5.3.4, nothing arrives")
    void ourMessageIsTooLarge() throws Exception {
        String recipient = give(OUT, "", "small", Mailer.message("too-large-out", 200_000));
        meeting().reported(OUT, "too-large-out@client.example", recipient, "5.3.4");
        assertThat(meeting().count(OUT, "too-large-out")).isZero();
    }

    @InteropCase(direction = IN, value = "15 MiB", seen = "octets")
    void theySendALargeMessage() throws Exception {
        byte[] message = Mailer.message("large-in", LARGE);
        assertUnchanged(pass(IN, "", "large", message), message);
    }

    @InteropCase(direction = OUT, value = "15 MiB", seen = "octets")
    void weSendALargeMessage() throws Exception {
        byte[] message = Mailer.message("large-out", LARGE);
        assertUnchanged(pass(OUT, "", "large", message), message);
    }

    @InteropCase(direction = IN, value = "lines of dots", seen = "octets")
    void theySendDots() throws Exception {
        byte[] message = dots("dots-in");
        assertUnchanged(pass(IN, "", "dots", message), message);
    }

    @InteropCase(direction = OUT, value = "lines of dots", seen = "octets")
    void weSendDots() throws Exception {
        byte[] message = dots("dots-out");
        assertUnchanged(pass(OUT, "", "poor", message), message);
        byte[] chunked = dots("dots-chunked");
        assertUnchanged(pass(OUT, "", "dots", chunked), chunked);
    }

    private static byte[] dots(String id) {
        String dots = ".\r\n..\r\n...\r\n. .\r\n.text\r\n\r\n.\r\n\r\n..\r\n";
        return latin1Octets(Octets.latin1(Mailer.message(id, 60)) + dots);
    }

    @InteropCase(direction = IN, value = "DSN parameters", seen = "the next hop's MAIL and RCPT")
    void theirDsnParametersPass() throws Exception {
        assertDsnPassed(IN);
    }

    @InteropCase(
            direction = OUT,
            value = "DSN parameters",
            seen = "the next hop's MAIL and RCPT, no report of ours")
    void ourDsnParametersPass() throws Exception {
        assertDsnPassed(OUT);
        meeting().recorded("\"delivered\"", "dsn@peer.example");
        assertThat(meeting().events("\"reported\"", "dsn@peer.example")).isEmpty();
    }

    private void assertDsnPassed(Direction direction) throws IOException {
        String id = "dsn-" + direction;
        String recipient =
                "<%s> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;first+2Bone@else.example"
                        .formatted(Meeting.recipient(direction, "dsn"));
        byte[] message = Mailer.message(id, 60);
        meeting().give(direction, " RET=HDRS ENVID=e+2B1", List.of(recipient), message);
        InnerMail mail = meeting().arrived(direction, id);
        assertUnchanged(mail, message);
        assertThat(mail.mail()).contains("RET=HDRS").contains("ENVID=e+2B1");
        assertThat(mail.rcpts().getFirst())
                .contains("ORCPT=rfc822;first+2Bone@else.example")
                .containsPattern("NOTIFY=(SUCCESS,DELAY|DELAY,SUCCESS)");
    }

    @InteropCase(
            direction = OUT,
            value = "DSN that the server does not offer",
            seen = "our report: Action, Original-Envelope-Id; no failure to flufl.bounce")
    void weReportWhatTheyWillNot() throws Exception {
        String recipient = "<poor@peer.example> NOTIFY=SUCCESS ORCPT=rfc822;old@else.example";
        byte[] message = Mailer.message("relayed", 60);
        meeting().give(OUT, " RET=HDRS ENVID=relayed-1", List.of(recipient), message);
        InnerMail mail = meeting().arrived(OUT, "relayed");
        assertThat(mail.envelope()).doesNotContain("relayed-1", "NOTIFY=SUCCESS", "old@");
        InnerMail report =
                meeting()
                        .reported(
                                OUT,
                                "Original-Envelope-Id: relayed-1",
                                "Action: relayed",
                                "Status: 2.",
                                "Original-Recipient: rfc822;old@else.example",
                                "Final-Recipient: rfc822;poor@peer.example");
        assertThat(report.mail()).startsWith("MAIL FROM:<>");
        assertThat(ReportReaders.mailman(report)).isEqualTo("|");
    }

    @InteropCase(
            direction = OUT,
            value = "DSN, they report success",
            seen = "their report: Action, Original-Envelope-Id")
    void theyReportSuccess() throws Exception {
        String recipient = "<receipt@peer.example> NOTIFY=SUCCESS ORCPT=rfc822;old@else.example";
        byte[] message = Mailer.message("receipt", 60);
        meeting().give(OUT, " RET=HDRS ENVID=receipt-1", List.of(recipient), message);
        reportedByThePeer(
                "Original-Envelope-Id: receipt-1",
                "Action: delivered",
                "Original-Recipient: rfc822;old@else.example");
    }

    @InteropCase(
            direction = IN,
            value = "DSN, we report failure",
            seen = "our report: Action, Status, Original-Envelope-Id")
    void weReportFailure() throws Exception {
        String recipient = "<never@open.example> NOTIFY=FAILURE ORCPT=rfc822;old@else.example";
        byte[] message = Mailer.message("failure", 60);
        meeting().give(IN, " RET=HDRS ENVID=failure-1", List.of(recipient), message);
        InnerMail report =
                meeting()
                        .behindTheGateway(
                                "Original-Envelope-Id: failure-1",
                                "Action: failed",
                                "Status: 5.",
                                "Subject: failure\r\n");
        assertThat(report.content().replace("; ", ";"))
                .contains("Original-Recipient: rfc822;old@else.example");
        assertThat(report.mail()).startsWith("MAIL FROM:<>");
    }

    /** Reports of the peer's go to its own recorder. */
    final InnerMail reportedByThePeer(String... parts) {
        return meeting().reported(IN, parts);
    }
}
