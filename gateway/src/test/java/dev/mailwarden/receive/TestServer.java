package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** A real server on a free port of the loopback, with the rest of the gateway in memory. */
final class TestServer implements AutoCloseable {

    final FakeGateway gateway;
    final Smtpd smtpd;

    private TestServer(FakeGateway gateway, Smtpd smtpd) {
        this.gateway = gateway;
        this.smtpd = smtpd;
    }

    static TestServer start(
            FakeGateway gateway,
            Listener listener,
            Optional<Node.Certificate> certificate,
            LongSupplier ticker)
            throws IOException {
        return start(gateway, node(listener, certificate, List.of(), Optional.empty()), ticker);
    }

    static TestServer start(FakeGateway gateway, Node node, LongSupplier ticker)
            throws IOException {
        Smtpd smtpd =
                Smtpd.open(
                        ListeningSockets.bind(node),
                        () -> gateway.settings,
                        gateway.ports(),
                        InstantSource.fixed(FakeGateway.NOW),
                        ticker,
                        FakeGateway.random());
        smtpd.start();
        return new TestServer(gateway, smtpd);
    }

    static Node node(
            Listener listener,
            Optional<Node.Certificate> certificate,
            List<Node.Certificate> moreCertificates,
            Optional<Path> clientAuthorities) {
        return new Node(
                TestSettings.domain("gw.example"),
                Path.of("/nowhere"),
                List.of(listener),
                certificate,
                moreCertificates,
                clientAuthorities,
                Optional.empty(),
                Node.Dns.OF_SYSTEM,
                Node.Storage.EMBEDDED,
                Optional.empty(),
                Node.Antivirus.NONE,
                Node.Unpack.DEFAULT);
    }

    static TestServer start(FakeGateway gateway, LongSupplier ticker) throws IOException {
        return start(gateway, TestSettings.mx(), Optional.empty(), ticker);
    }

    int port() {
        return smtpd.ports().getOrDefault("test", 0);
    }

    SmtpClient connect() throws IOException {
        return SmtpClient.connect(port());
    }

    /** Waits until no connection is left. */
    void awaitQuiet() {
        await(() -> smtpd.connections() == 0);
    }

    /** Waits for a condition, within the time-out of the test. */
    static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            if (Thread.interrupted()) {
                throw new AssertionError("waited too long");
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            smtpd.stop(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
