package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListeningSocketsTest {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @Test
    void knowsThePortThatTheSystemChose() throws IOException {
        ListeningSockets sockets = ListeningSockets.bind(node(0));
        try {
            InetSocketAddress address = sockets.addresses().getFirst();
            assertThat(address.getAddress()).isEqualTo(LOOPBACK);
            assertThat(address.getPort()).isPositive();
        } finally {
            sockets.close();
        }
    }

    @Test
    void leavesNothingBoundIfOneCannotBe() throws IOException {
        int free = freePort();
        try (var taken = new ServerSocket(0, 1, LOOPBACK)) {
            assertThatThrownBy(() -> ListeningSockets.bind(node(free, taken.getLocalPort())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("listener l1 cannot use");
        }
        try (var again = new ServerSocket(free, 1, LOOPBACK)) {
            assertThat(again.isBound()).isTrue();
        }
    }

    private static int freePort() throws IOException {
        try (var once = new ServerSocket(0, 1, LOOPBACK)) {
            return once.getLocalPort();
        }
    }

    private static Node node(int... ports) {
        List<Listener> listeners =
                IntStream.range(0, ports.length)
                        .mapToObj(i ->
                                new Listener(
                                        "l" + i,
                                        new InetSocketAddress(LOOPBACK, ports[i]),
                                        Listener.Kind.MX,
                                        Listener.Tls.NONE,
                                        Listener.LineEndings.STRICT))
                        .toList();
        return new Node(
                TestSettings.domain("gw.example"),
                Path.of("/nowhere"),
                listeners,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Node.Dns.OF_SYSTEM,
                Node.Storage.EMBEDDED,
                Optional.empty(),
                Node.Antivirus.NONE,
                Node.Unpack.DEFAULT);
    }
}
