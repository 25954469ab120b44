package dev.mailwarden.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SenderTlsTest {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final char[] PASSWORD = "secret".toCharArray();

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theNextSessionOfASenderResumesTheOneBefore(String protocol) throws Exception {
        SSLContext context = server();
        var tally = new Tally();
        try (var server = new ServerSocket(0, 5, LOOPBACK)) {
            Thread.ofVirtual().start(() -> serve(server, context));
            var plan =
                    new Sender.Plan(
                            new InetSocketAddress(LOOPBACK, server.getLocalPort()),
                            1,
                            1,
                            Duration.ofMillis(1),
                            Duration.ofSeconds(10),
                            Optional.of(TlsClient.of(protocol)));
            var supply =
                    new LoadSupply(
                            Kind.KIB64, 1, 4, System.nanoTime() + Duration.ofMinutes(1).toNanos());
            try (var sender = new Sender(plan, supply, tally)) {
                sender.start();
                assertThat(sender.await(Duration.ofSeconds(50))).isTrue();
            }
        }
        assertThat(tally.lastTrouble()).isEmpty();
        assertThat(tally.acked()).isEqualTo(4);
        assertThat(tally.resumed()).isEqualTo(0.75);
    }

    private SSLContext server() throws Exception {
        Path store = directory.resolve("keys.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                new String(PASSWORD),
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=server")
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor()).isZero();
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(KeyStore.getInstance(store.toFile(), PASSWORD), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static void serve(ServerSocket server, SSLContext context) {
        try {
            while (true) {
                try (Socket clear = server.accept()) {
                    say(clear, "220 hi");
                    line(clear);
                    say(clear, "250-hi\r\n250 STARTTLS");
                    line(clear);
                    say(clear, "220 go");
                    var secure =
                            (SSLSocket)
                                    context.getSocketFactory()
                                            .createSocket(clear, "client", 1, true);
                    secure.setUseClientMode(false);
                    receive(secure);
                }
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    private static void receive(Socket secure) throws IOException {
        line(secure);
        say(secure, "250-hi\r\n250 PIPELINING");
        line(secure);
        line(secure);
        line(secure);
        say(secure, "250 ok\r\n250 ok\r\n354 go");
        String line = line(secure);
        while (!line.equals(".")) {
            line = line(secure);
        }
        say(secure, "250 taken");
        line(secure);
        say(secure, "221 bye");
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int octet = socket.getInputStream().read();
                octet != '\n';
                octet = socket.getInputStream().read()) {
            if (octet < 0) {
                throw new IOException("the client has gone");
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }
}
