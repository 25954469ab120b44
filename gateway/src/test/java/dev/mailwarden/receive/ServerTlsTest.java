package dev.mailwarden.receive;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Node;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** P-08 on real sockets, and what a certificate must be. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerTlsTest {

    @TempDir private static Path directory;
    private static TestCertificate certificate;

    private final FakeGateway gateway = new FakeGateway();

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TestCertificate.in(directory);
    }

    @Test
    void aRenewedCertificateIsShownToNewSessions() throws Exception {
        TestCertificate before = TestCertificate.in(directory);
        TestCertificate after = TestCertificate.in(directory);
        try (TestServer server =
                TestServer.start(
                        gateway,
                        TestSettings.listener(
                                Listener.Kind.MX,
                                Listener.Tls.IMPLICIT,
                                Listener.LineEndings.STRICT),
                        Optional.of(before.files()),
                        gateway.nanos::get)) {
            assertThat(trusts(before, server)).isTrue();
            Files.copy(after.files().chain(), before.files().chain(), REPLACE_EXISTING);
            assertThatThrownBy(() -> server.smtpd.certificate().renew())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(before.files().key().toString());
            assertThat(trusts(before, server)).isTrue();
            Files.copy(after.files().key(), before.files().key(), REPLACE_EXISTING);
            server.smtpd.certificate().renew();
            assertThat(trusts(after, server)).isTrue();
            assertThat(trusts(before, server)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void everyKindOfKeyServesBothProtocols(String algorithm) throws Exception {
        TestCertificate own = TestCertificate.in(directory, algorithm);
        try (TestServer server =
                TestServer.start(
                        gateway,
                        TestSettings.listener(
                                Listener.Kind.MX,
                                Listener.Tls.IMPLICIT,
                                Listener.LineEndings.STRICT),
                        Optional.of(own.files()),
                        System::nanoTime)) {
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                assertThat(negotiated(own, server, protocol)).isEqualTo(protocol);
            }
        }
    }

    private static String negotiated(TestCertificate own, TestServer server, String protocol)
            throws Exception {
        try (var socket =
                (SSLSocket)
                        own.client().getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    private static boolean trusts(TestCertificate certificate, TestServer server) throws Exception {
        try (var socket =
                (SSLSocket)
                        certificate
                                .client()
                                .getSocketFactory()
                                .createSocket("127.0.0.1", server.port())) {
            socket.startHandshake();
            return true;
        } catch (SSLHandshakeException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void takesMailOverStartTls(String protocol) throws Exception {
        try (TestServer server = start(Listener.Tls.REQUIRE);
                SmtpClient clear = server.connect()) {
            clear.say("EHLO c.example\r\nMAIL FROM:<>\r\nSTARTTLS\r\n");
            assertThat(clear.reply()).startsWith("220 ");
            assertThat(clear.reply()).startsWith("250 ");
            assertThat(clear.reply()).startsWith("530 5.7.0 ");
            assertThat(clear.reply()).startsWith("220 2.0.0 ");
            try (SmtpClient secure = upgrade(clear.socket(), protocol)) {
                secure.say("EHLO c.example\r\nSTARTTLS\r\nMAIL FROM:<>\r\n");
                assertThat(secure.reply()).startsWith("250 ");
                assertThat(secure.reply()).startsWith("503 ");
                assertThat(secure.reply()).startsWith("250 ");
                secure.say("RCPT TO:<anna@ours.example>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n");
                assertThat(secure.reply()).startsWith("250 ");
                assertThat(secure.reply()).startsWith("354 ");
                assertThat(secure.reply()).startsWith("250 ");
                assertThat(secure.reply()).startsWith("221 ");
                assertThat(secure.reply()).isNull();
            }
        }
        assertThat(gateway.mails.getFirst().arrival().tls())
                .hasValueSatisfying(facts -> assertThat(facts.protocol()).isEqualTo(protocol));
    }

    @Test
    void whatWasSentAheadOfTlsHasNoEffect() throws Exception {
        try (TestServer server = start(Listener.Tls.ATTEMPT);
                SmtpClient clear = server.connect()) {
            String injected = "EHLO evil.example\r\nMAIL FROM:<injected@evil.example>\r\n";
            clear.say("EHLO c\r\nMAIL FROM:<a@b.example>\r\nSTARTTLS\r\n" + injected);
            for (int reply = 0; reply < 4; reply++) {
                assertThat(clear.reply()).startsWith("2");
            }
            try (SmtpClient secure = upgrade(clear.socket(), "TLSv1.3")) {
                secure.say("RCPT TO:<anna@ours.example>\r\nMAIL FROM:<>\r\nEHLO c\r\nDATA\r\n");
                assertThat(secure.reply()).startsWith("503 ");
                assertThat(secure.reply()).startsWith("503 ");
                assertThat(secure.reply()).startsWith("250 ");
                assertThat(secure.reply()).startsWith("503 ");
            }
        }
        assertThat(gateway.mails).isEmpty();
    }

    @Test
    void speaksTlsFromTheFirstOctet() throws Exception {
        try (TestServer server = start(Listener.Tls.IMPLICIT);
                Socket socket = new Socket(TestSettings.address("127.0.0.1"), server.port());
                SmtpClient secure = upgrade(socket, "TLSv1.3")) {
            assertThat(secure.reply()).startsWith("220 ");
            secure.say("STARTTLS\r\nNOOP\n");
            assertThat(secure.reply()).startsWith("503 ");
            assertThat(secure.reply()).startsWith("500 ");
            assertThat(secure.reply()).startsWith("421 ");
            assertThat(secure.reply()).isNull();
        }
    }

    @Test
    void oldProtocolsAreRefused() throws Exception {
        try (TestServer server = start(Listener.Tls.IMPLICIT)) {
            Socket socket = new Socket(TestSettings.address("127.0.0.1"), server.port());
            assertThatThrownBy(() -> upgrade(socket, "TLSv1.1")).isInstanceOf(IOException.class);
            socket.close();
        }
    }

    @Test
    void sessionsAreResumed() throws Exception {
        SSLContext client = certificate.client();
        try (TestServer server = start(Listener.Tls.IMPLICIT)) {
            long first = handshake(client, server.port());
            long second = handshake(client, server.port());
            assertThat(second).isEqualTo(first);
        }
    }

    /** Names the session: a resumed one keeps its creation time. */
    private static long handshake(SSLContext client, int port) throws IOException {
        Socket socket = new Socket(TestSettings.address("127.0.0.1"), port);
        try (SSLSocket secure =
                        (SSLSocket)
                                client.getSocketFactory()
                                        .createSocket(socket, "gw.example", port, true);
                SmtpClient talk = new SmtpClient(secure)) {
            assertThat(talk.reply()).startsWith("220 ");
            talk.say("QUIT\r\n");
            assertThat(talk.reply()).startsWith("221 ");
            return secure.getSession().getCreationTime();
        }
    }

    @Test
    void saysWhichFileIsWrong() throws Exception {
        Node.Certificate files = certificate.files();
        Node.Certificate other = TestCertificate.in(directory, "RSA").files();
        Path empty = Files.createFile(directory.resolve("empty.pem"));
        assertRefused(new Node.Certificate(other.chain(), files.key()), "EC-key.pem is not a");
        assertRefused(new Node.Certificate(files.chain(), files.chain()), "EC-chain.pem has no");
        assertRefused(new Node.Certificate(empty, files.key()), "empty.pem");
        Path second = Files.createDirectory(directory.resolve("second"));
        assertRefused(
                new Node.Certificate(files.chain(), TestCertificate.in(second).files().key()),
                "is not the key of the certificate in");
    }

    private static void assertRefused(Node.Certificate files, String message) {
        assertThatThrownBy(() -> KeyAndChain.read(files))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    private TestServer start(Listener.Tls tls) throws IOException {
        return TestServer.start(
                gateway,
                TestSettings.listener(Listener.Kind.MX, tls, Listener.LineEndings.STRICT),
                Optional.of(certificate.files()),
                System::nanoTime);
    }

    private static SmtpClient upgrade(Socket socket, String protocol) throws Exception {
        SSLSocket secure =
                (SSLSocket)
                        certificate
                                .client()
                                .getSocketFactory()
                                .createSocket(socket, "gw.example", socket.getPort(), true);
        secure.setEnabledProtocols(new String[] {protocol});
        secure.startHandshake();
        return new SmtpClient(secure);
    }
}
