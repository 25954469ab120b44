package dev.mailwarden.receive;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Listener.ClientCertificates;
import dev.mailwarden.config.Node;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Network;
import dev.mailwarden.message.TlsFacts;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates by name, and certificates of clients (TLS-1). */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CertificatesTest {

    private static final String MAIL =
            "EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<anna@ours.example>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n";

    @TempDir private static Path directory;
    private static TestCertificate first;
    private static TestCertificate rsa;
    private static TestCertificate wild;
    private static TestCertificate known;

    private final FakeGateway gateway = new FakeGateway();

    @BeforeAll
    static void makeCertificates() throws Exception {
        first = TestCertificate.in(directory, "EC", "dns:gw.example");
        rsa = TestCertificate.in(directory, "RSA", "dns:b.example,dns:Mail.B.Example");
        wild = TestCertificate.in(directory, "EC", "dns:*.c.example,dns:gw.c.example");
        known = TestCertificate.in(directory, "EC", "dns:client.example");
    }

    private TestServer start(Listener listener) throws IOException {
        Node node =
                TestServer.node(
                        listener,
                        Optional.of(first.files()),
                        List.of(rsa.files(), wild.files()),
                        Optional.of(known.files().chain()));
        return TestServer.start(gateway, node, System::nanoTime);
    }

    private static Listener implicit(ClientCertificates clientCertificates) {
        return listener(Listener.Tls.IMPLICIT, clientCertificates, List.of());
    }

    private static Listener listener(
            Listener.Tls tls,
            ClientCertificates clientCertificates,
            List<Listener.NetworkTls> byNetwork) {
        Listener plain = TestSettings.listener(Listener.Kind.MX, tls, Listener.LineEndings.STRICT);
        return new Listener(
                plain.name(),
                plain.address(),
                plain.kind(),
                tls,
                plain.lineEndings(),
                clientCertificates,
                byNetwork,
                List.of(),
                List.of());
    }

    @ParameterizedTest(name = "{1}: asking for {0} shows certificate {2}")
    @CsvSource({
        "gw.example, TLSv1.3, 0",
        "b.example, TLSv1.3, 1",
        "b.example, TLSv1.2, 1",
        "MAIL.b.example, TLSv1.3, 1",
        "x.c.example, TLSv1.3, 2",
        "x.c.example, TLSv1.2, 2",
        "gw.c.example, TLSv1.3, 2",
        "x.y.c.example, TLSv1.3, 0",
        "c.example, TLSv1.3, 0",
        "unknown.example, TLSv1.3, 0",
        "unknown.example, TLSv1.2, 0",
        "'', TLSv1.3, 0",
    })
    void aCertificateIsChosenByName(String name, String protocol, int certificate)
            throws Exception {
        List<TestCertificate> all = List.of(first, rsa, wild);
        try (TestServer server = start(implicit(ClientCertificates.NONE));
                SSLSocket socket = connect(server, anything(new KeyManager[0]), name)) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            assertThat(socket.getSession().getPeerCertificates()[0])
                    .isEqualTo(all.get(certificate).keys().getCertificate("k"));
        }
    }

    @Test
    void aReloadReadsEveryCertificateAgain() throws Exception {
        TestCertificate before = TestCertificate.in(directory, "EC", "dns:r.example");
        TestCertificate after = TestCertificate.in(directory, "EC", "dns:r.example");
        Node node =
                TestServer.node(
                        implicit(ClientCertificates.NONE),
                        Optional.of(first.files()),
                        List.of(before.files()),
                        Optional.empty());
        try (TestServer server = TestServer.start(gateway, node, System::nanoTime)) {
            Files.copy(after.files().chain(), before.files().chain(), REPLACE_EXISTING);
            Files.copy(after.files().key(), before.files().key(), REPLACE_EXISTING);
            server.smtpd.certificate().renew();
            try (SSLSocket socket = connect(server, anything(new KeyManager[0]), "r.example")) {
                assertThat(socket.getSession().getPeerCertificates()[0])
                        .isEqualTo(after.keys().getCertificate("k"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gw.example, TLSv1.3",
        "gw.example, TLSv1.2",
        "unknown.example, TLSv1.3",
    })
    void sessionsUnderTheFirstCertificateAreResumed(String name, String protocol) throws Exception {
        SSLContext client = anything(new KeyManager[0]);
        try (TestServer server = start(implicit(ClientCertificates.NONE))) {
            SSLSocket before = connect(server, client, name);
            before.setEnabledProtocols(new String[] {protocol});
            long firstSession = quit(before);
            SSLSocket after = connect(server, client, name);
            after.setEnabledProtocols(new String[] {protocol});
            assertThat(quit(after)).isEqualTo(firstSession);
        }
    }

    /** Names the session: a resumed one keeps its creation time. */
    private static long quit(SSLSocket socket) throws IOException {
        try (SmtpClient client = new SmtpClient(socket)) {
            client.say("QUIT\r\n");
            assertThat(client.reply()).startsWith("220 ");
            assertThat(client.reply()).startsWith("221 ");
            return socket.getSession().getCreationTime();
        }
    }

    @ParameterizedTest(name = "{0}, {1}, shown {2}: {3}, recorded {4} {5}")
    @CsvSource({
        "NONE, TLSv1.3, known, 250, '', NONE",
        "REQUEST, TLSv1.3, none, 250, '', NONE",
        "REQUEST, TLSv1.3, unknown, 250, CN=gw.example, NONE",
        "REQUEST, TLSv1.2, unknown, 250, CN=gw.example, NONE",
        "REQUEST, TLSv1.3, known, 250, CN=gw.example, PKIX",
        "REQUIRE, TLSv1.3, known, 250, CN=gw.example, PKIX",
        "REQUIRE, TLSv1.2, known, 250, CN=gw.example, PKIX",
        "REQUIRE, TLSv1.3, none, 550 5.7.1 Mail is taken only, '', NONE",
        "REQUIRE, TLSv1.3, unknown, 550 5.7.1 Your certificate cannot, '', NONE",
        "REQUIRE, TLSv1.2, unknown, 550 5.7.1 Your certificate cannot, '', NONE",
    })
    void aClientsCertificateCounts(
            ClientCertificates policy,
            String protocol,
            String shown,
            String reply,
            String peer,
            TlsFacts.Verification verification)
            throws Exception {
        try (TestServer server = start(implicit(policy));
                SSLSocket socket = connect(server, showing(shown), "gw.example")) {
            socket.setEnabledProtocols(new String[] {protocol});
            try (SmtpClient client = new SmtpClient(socket)) {
                client.say(MAIL);
                assertThat(client.reply()).startsWith("220 ");
                assertThat(client.reply()).startsWith("250 ");
                assertThat(client.reply()).startsWith(reply);
                client.reply();
                client.reply();
                client.reply();
            }
            server.awaitQuiet();
        }
        if (reply.equals("250")) {
            TlsFacts facts = gateway.mails.getFirst().arrival().tls().orElseThrow();
            assertThat(facts.peer()).isEqualTo(peer);
            assertThat(facts.verification()).isEqualTo(verification);
        } else {
            assertThat(gateway.mails).isEmpty();
            assertThat(((Event.Refused) gateway.events.getFirst()).command()).isEqualTo("mail");
        }
    }

    @Test
    void aResumedSessionStillHasItsCertificate() throws Exception {
        SSLContext client = showing("known");
        try (TestServer server = start(implicit(ClientCertificates.REQUIRE))) {
            for (int session = 0; session < 2; session++) {
                try (SmtpClient talk = new SmtpClient(connect(server, client, "gw.example"))) {
                    talk.say("EHLO c\r\nMAIL FROM:<>\r\nQUIT\r\n");
                    assertThat(talk.reply()).startsWith("220 ");
                    assertThat(talk.reply()).startsWith("250 ");
                    assertThat(talk.reply()).startsWith("250 2.1.0");
                    assertThat(talk.reply()).startsWith("221 ");
                }
            }
        }
    }

    /** It says who a server in front is, not who that one's client is. */
    @Test
    void aCertificateDoesNotCountForWhomAServerInFrontTellsOf() throws Exception {
        Listener fronted = TestSettings.behind(implicit(ClientCertificates.REQUIRE), false, true);
        try (TestServer server = start(fronted);
                SmtpClient front =
                        new SmtpClient(connect(server, showing("known"), "gw.example"))) {
            String mail = "EHLO c\r\nMAIL FROM:<>\r\n";
            front.say(mail + "RSET\r\nXCLIENT ADDR=203.0.113.9\r\n" + mail);
            for (String reply : List.of("220 ", "250 ", "250 2.1.0", "250 ", "220 ", "250 ")) {
                assertThat(front.reply()).startsWith(reply);
            }
            assertThat(front.reply()).startsWith("550 5.7.1 Mail is taken only");
        }
    }

    @ParameterizedTest(name = "{0} for the loopback: {2}")
    @CsvSource({
        "REQUIRE, NONE, 530 5.7.0 Say STARTTLS first, true",
        "NONE, NONE, 250 2.1.0, false",
        "ATTEMPT, REQUIRE, '530 5.7.0 Say STARTTLS first, and show', true",
    })
    void someNetworksHaveRulesOfTheirOwn(
            Listener.Tls tls, ClientCertificates certificates, String reply, boolean offered)
            throws Exception {
        var elsewhere =
                new Listener.NetworkTls(
                        List.of(new Network(TestSettings.address("192.0.2.0"), 24)),
                        Optional.of(Listener.Tls.NONE),
                        Optional.empty());
        var loopback =
                new Listener.NetworkTls(
                        List.of(new Network(TestSettings.address("127.0.0.0"), 8)),
                        Optional.of(tls),
                        Optional.of(certificates));
        Listener listener =
                listener(
                        Listener.Tls.ATTEMPT,
                        ClientCertificates.NONE,
                        List.of(elsewhere, loopback));
        try (TestServer server = start(listener);
                SmtpClient client = server.connect()) {
            client.say("EHLO c\r\nMAIL FROM:<>\r\nRSET\r\nSTARTTLS\r\n");
            assertThat(client.reply()).startsWith("220 ");
            assertThat(client.reply()).startsWith("250 ");
            assertThat(client.reply()).startsWith(reply);
            assertThat(client.reply()).startsWith("250 ");
            assertThat(client.reply()).startsWith(offered ? "220 " : "502 ");
        }
    }

    private static SSLSocket connect(TestServer server, SSLContext client, String name)
            throws IOException {
        Socket socket = new Socket(TestSettings.address("127.0.0.1"), server.port());
        SSLSocket secure =
                (SSLSocket)
                        client.getSocketFactory()
                                .createSocket(socket, "127.0.0.1", server.port(), true);
        if (!name.isEmpty()) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            secure.setSSLParameters(parameters);
        }
        return secure;
    }

    private static SSLContext showing(String what) throws Exception {
        return switch (what) {
            case "known" -> anything(new KeyManager[] {new Pushing(known)});
            case "unknown" ->
                    anything(new KeyManager[] {new Pushing(TestCertificate.in(directory))});
            default -> anything(new KeyManager[0]);
        };
    }

    private static SSLContext anything(KeyManager[] keys) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {new Gullible()}, null);
        return context;
    }

    /** Shows its certificate whomever the server would believe. */
    private static final class Pushing extends X509ExtendedKeyManager {

        private final TestCertificate own;

        Pushing(TestCertificate own) {
            this.own = own;
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return "k";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            try {
                return new X509Certificate[] {(X509Certificate) own.keys().getCertificate("k")};
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            try {
                return (PrivateKey) own.keys().getKey("k", TestCertificate.PASSWORD.toCharArray());
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {"k"};
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            throw new AssertionError("not a server");
        }
    }

    /** Takes any server for the right one. */
    private static final class Gullible extends X509ExtendedTrustManager {

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(
                X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
