package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Listener;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.InboundMail;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Load balancers and gateways in front, and those who pretend to be one (N-14). */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FrontsTest {

    private static final String MAIL =
            "MAIL FROM:<a@b.example>\r\nRCPT TO:<anna@ours.example>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n";

    private final FakeGateway gateway = new FakeGateway();

    private TestServer behind(boolean proxy, boolean xclient) throws IOException {
        return TestServer.start(
                gateway,
                TestSettings.behind(TestSettings.mx(), proxy, xclient),
                Optional.empty(),
                System::nanoTime);
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    private static void assertReplies(SmtpClient client, String... beginnings) throws IOException {
        for (String beginning : beginnings) {
            assertThat(client.reply()).startsWith(beginning);
        }
    }

    private List<Event.Refused> refusals() {
        return gateway.events.stream().map(Event.Refused.class::cast).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.9", "2001:db8::9"})
    void theClientOfABalancerIsTheOneItTellsOf(String address) throws IOException {
        try (TestServer server = behind(true, false);
                SmtpClient client = server.connect()) {
            client.socket().getOutputStream().write(ProxyHeaders.proxied(address, 4711, 9));
            client.say("EHLO c.example\r\n" + MAIL);
            assertReplies(client, "220 ", "250 ", "250 ", "250 ", "354 ", "250 ", "221 ");
        }
        InboundMail mail = gateway.mails.getFirst();
        assertThat(mail.arrival().client()).isEqualTo(TestSettings.address(address));
        assertThat(mail.arrival().port()).isEqualTo(4711);
        assertThat(FakeGateway.text(mail)).contains(address);
    }

    @Test
    void aBalancerIsTrustedForNobody() throws IOException {
        try (TestServer server = behind(true, false);
                SmtpClient trusted = server.connect();
                SmtpClient stranger = server.connect()) {
            String mail = "EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<x@elsewhere.example>\r\n";
            trusted.socket().getOutputStream().write(ProxyHeaders.proxied("192.0.2.7", 1, 0));
            trusted.say(mail);
            assertReplies(trusted, "220 ", "250 ", "250 ", "250 2.1.5");
            stranger.socket().getOutputStream().write(ProxyHeaders.proxied("203.0.113.9", 1, 0));
            stranger.say(mail);
            assertReplies(stranger, "220 ", "250 ", "250 ", "550 5.7.1 Relaying denied");
        }
        assertThat(refusals().getFirst().client()).isEqualTo(TestSettings.address("203.0.113.9"));
    }

    @Test
    void limitsAreThoseOfTheClientBehindABalancer() throws IOException {
        gateway.settings = TestSettings.with(limits -> limits.connectionsPerClient(1));
        try (TestServer server = behind(true, false);
                SmtpClient first = server.connect();
                SmtpClient second = server.connect();
                SmtpClient other = server.connect()) {
            first.socket().getOutputStream().write(ProxyHeaders.proxied("203.0.113.9", 1, 0));
            assertReplies(first, "220 ");
            second.socket().getOutputStream().write(ProxyHeaders.proxied("203.0.113.9", 2, 0));
            assertReplies(second, "421 4.7.0 Too many connections from your address");
            assertThat(second.reply()).isNull();
            other.socket().getOutputStream().write(ProxyHeaders.proxied("203.0.113.10", 1, 0));
            assertReplies(other, "220 ");
            assertThat(refusals().getFirst().command()).isEqualTo("connect");
        }
    }

    @Test
    void aBalancerMayLookWhetherWeAreUp() throws IOException {
        try (TestServer server = behind(true, false);
                SmtpClient check = server.connect()) {
            check.socket()
                    .getOutputStream()
                    .write(ProxyHeaders.of(ProxyHeaders.LOCAL, 0, new byte[0]));
            check.say("QUIT\r\n");
            assertReplies(check, "220 ", "221 ");
        }
    }

    @Test
    void aBalancerMayConnectAndSayNothing() throws IOException {
        try (TestServer server = behind(true, false)) {
            try (SmtpClient check = server.connect()) {
                check.socket().shutdownOutput();
                assertThat(check.reply()).isNull();
            }
            server.awaitQuiet();
        }
        assertThat(gateway.events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"P", "EHLO client.example\r\n", "PROXY TCP4 203.0.113.9 192.0.2.1 1 25\r\n"})
    void aBalancerThatSendsNoHeaderIsTurnedAway(String instead) throws IOException {
        try (TestServer server = behind(true, false);
                SmtpClient client = server.connect()) {
            client.say(instead);
            client.socket().shutdownOutput();
            assertReplies(client, "421 4.7.0 Closing: no valid PROXY");
            assertThat(client.reply()).isNull();
            assertThat(refusals().getFirst().command()).isEqualTo("connect");
        }
    }

    @Test
    void aBalancerThatSaysNothingIsTurnedAway() throws IOException {
        try (TestServer server =
                        TestServer.start(
                                gateway,
                                TestSettings.behind(TestSettings.mx(), true, false),
                                Optional.empty(),
                                gateway.nanos::get);
                SmtpClient client = server.connect()) {
            TestServer.await(() -> {
                gateway.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
                return !gateway.events.isEmpty();
            });
            assertReplies(client, "421 4.7.0 Closing: no valid PROXY");
        }
    }

    @Test
    void theHeaderComesBeforeTls(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.in(directory);
        Listener implicit =
                TestSettings.listener(
                        Listener.Kind.MX, Listener.Tls.IMPLICIT, Listener.LineEndings.STRICT);
        try (TestServer server =
                        TestServer.start(
                                gateway,
                                TestSettings.behind(implicit, true, false),
                                Optional.of(certificate.files()),
                                System::nanoTime);
                Socket socket = new Socket(TestSettings.address("127.0.0.1"), server.port())) {
            socket.getOutputStream().write(ProxyHeaders.proxied("203.0.113.9", 4711, 20));
            SSLSocket secure =
                    (SSLSocket)
                            certificate
                                    .client()
                                    .getSocketFactory()
                                    .createSocket(socket, "gw.example", 465, true);
            try (SmtpClient client = new SmtpClient(secure)) {
                client.say("EHLO c.example\r\n" + MAIL);
                assertReplies(client, "220 ", "250 ", "250 ", "250 ", "354 ", "250 ", "221 ");
            }
        }
        assertThat(gateway.mails.getFirst().arrival().client())
                .isEqualTo(TestSettings.address("203.0.113.9"));
    }

    /** N-14. */
    @Test
    void fromOthersAHeaderIsNoise() throws IOException {
        try (TestServer server = behind(false, false);
                SmtpClient client = server.connect()) {
            client.socket().getOutputStream().write(ProxyHeaders.proxied("192.0.2.7", 4711, 0));
            client.say("EHLO c.example\r\n" + MAIL);
            assertReplies(client, "220 ", "500 ", "500 ", "500 ", "421 ");
            assertThat(client.reply()).isNull();
        }
        assertThat(gateway.mails).isEmpty();
    }

    /** N-14. */
    @Test
    void fromOthersXclientIsRefused() throws IOException {
        try (TestServer server = behind(false, false);
                SmtpClient client = server.connect()) {
            client.say(
                    lines(
                            "EHLO c",
                            "XCLIENT ADDR=192.0.2.7",
                            "MAIL FROM:<>",
                            "RCPT TO:<x@elsewhere.example>"));
            assertReplies(client, "220 ");
            assertThat(client.reply()).doesNotContain("XCLIENT");
            assertReplies(client, "550 5.7.0 XCLIENT is not", "250 ", "550 5.7.1 ");
        }
        assertThat(refusals())
                .extracting(Event.Refused::command)
                .containsExactly("xclient", "rcpt");
        assertThat(refusals().getFirst().client()).isEqualTo(TestSettings.address("127.0.0.1"));
    }

    @Test
    void aServerInFrontTellsWhoseMailItBrings() throws IOException {
        try (TestServer server = behind(false, true);
                SmtpClient client = server.connect()) {
            client.say(
                    lines(
                                    "EHLO front.example",
                                    "XCLIENT NAME=c.example ADDR=IPV6:2001:db8::9 PORT=4711",
                                    "MAIL FROM:<>",
                                    "EHLO c.example")
                            + MAIL);
            assertReplies(client, "220 ", "250 ", "220 gw.example ESMTP", "503 ", "250 ");
            assertReplies(client, "250 ", "250 ", "354 ", "250 ", "221 ");
        }
        Arrival arrival = gateway.mails.getFirst().arrival();
        assertThat(arrival.client()).isEqualTo(TestSettings.address("2001:db8::9"));
        assertThat(arrival.port()).isEqualTo(4711);
        assertThat(arrival.helo()).isEqualTo("c.example");
    }

    @Test
    void itMaySayHeloForItsClient() {
        Listener listener = TestSettings.behind(TestSettings.mx(), false, true);
        List<String> replies =
                MemoryWire.saying("XCLIENT HELO=c.example PROTO=SMTP ADDR=[UNAVAILABLE]\r\n" + MAIL)
                        .run(gateway, listener, "127.0.0.1");
        assertThat(replies.getLast()).startsWith("221 ");
        Arrival arrival = gateway.mails.getFirst().arrival();
        assertThat(arrival.helo()).isEqualTo("c.example");
        assertThat(arrival.esmtp()).isFalse();
        assertThat(arrival.client()).isEqualTo(TestSettings.address("0.0.0.0"));
    }

    @Test
    void limitsAreThoseOfTheClientThatXclientNames() throws IOException {
        gateway.settings = TestSettings.with(limits -> limits.connectionsPerClient(1));
        try (TestServer server = behind(false, true);
                SmtpClient first = server.connect();
                SmtpClient second = server.connect()) {
            first.say("XCLIENT ADDR=203.0.113.9\r\n");
            assertReplies(first, "220 ", "220 ");
            second.say("XCLIENT ADDR=203.0.113.9\r\n");
            assertReplies(second, "220 ", "421 4.7.0 Too many connections");
            first.say("XCLIENT ADDR=203.0.113.10\r\n");
            assertReplies(first, "220 ");
        }
    }

    @Test
    void anErrorOfOneClientIsNotHeldAgainstTheNext() {
        gateway.settings = TestSettings.with(limits -> limits.errors(2));
        Listener listener = TestSettings.behind(TestSettings.mx(), false, true);
        List<String> replies =
                MemoryWire.saying(lines("BAD", "XCLIENT ADDR=203.0.113.9", "BAD", "NOOP"))
                        .run(gateway, listener, "127.0.0.1");
        assertThat(SessionTest.finals(replies)).containsExactly("220", "500", "220", "500", "250");
    }

    @Test
    void theTransactionsOfOneClientAreNotCountedForTheNext() {
        gateway.settings = TestSettings.with(limits -> limits.transactions(1));
        Listener listener = TestSettings.behind(TestSettings.mx(), false, true);
        String each = lines("XCLIENT ADDR=203.0.113.9 HELO=c", "MAIL FROM:<>", "RSET");
        List<String> replies =
                MemoryWire.saying(each.repeat(3) + lines("MAIL FROM:<>"))
                        .run(gateway, listener, "127.0.0.1");
        assertThat(SessionTest.finals(replies))
                .containsExactly(
                        "220", "220", "250", "250", "220", "250", "250", "220", "250", "250",
                        "421");
    }

    @ParameterizedTest(name = "on {0} listeners {1} leads to {2}")
    @CsvSource({
        "SUBMISSION, LOGIN=Ann, 220 220 250 250",
        "SUBMISSION, LOGIN=[UNAVAILABLE], 220 220 550 503",
        "MX, LOGIN=Ann, 220 501 503 503",
        "MX, LOGIN=[UNAVAILABLE], 220 220 250 550",
    })
    void aLogInIsBelievedWhereUsersLogIn(Listener.Kind kind, String login, String codes) {
        Listener listener =
                TestSettings.behind(
                        TestSettings.listener(kind, Listener.Tls.NONE, Listener.LineEndings.STRICT),
                        false,
                        true);
        List<String> replies =
                MemoryWire.saying(
                                lines(
                                        "XCLIENT ADDR=203.0.113.9 HELO=c.example " + login,
                                        "MAIL FROM:<>",
                                        "RCPT TO:<x@elsewhere.example>"))
                        .run(gateway, listener, "127.0.0.1");
        assertThat(SessionTest.finals(replies)).containsExactly(codes.split(" "));
    }

    @Test
    void xclientStaysOutOfTransactionsAndAfterTls() {
        Listener listener =
                TestSettings.behind(
                        TestSettings.listener(
                                Listener.Kind.MX,
                                Listener.Tls.ATTEMPT,
                                Listener.LineEndings.STRICT),
                        false,
                        true);
        List<String> replies =
                MemoryWire.saying(
                                lines(
                                        "EHLO c",
                                        "MAIL FROM:<>",
                                        "XCLIENT ADDR=203.0.113.9",
                                        "RSET",
                                        "XCLIENT ADDR=203.0.113.9",
                                        "EHLO c",
                                        "STARTTLS"),
                                "")
                        .run(gateway, listener, "127.0.0.1");
        assertThat(SessionTest.finals(replies))
                .containsExactly("220", "250", "250", "503", "250", "220", "250", "502");
        assertThat(replies).filteredOn(line -> line.endsWith("STARTTLS")).hasSize(1);
        assertThat(replies)
                .contains("250-XCLIENT NAME ADDR PORT PROTO HELO DESTADDR DESTPORT")
                .doesNotContain("250-XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT");
    }
}
