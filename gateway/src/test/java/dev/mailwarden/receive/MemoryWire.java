package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.message.TlsFacts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A client that says what it has to say without waiting for replies, and then closes. One octet a
 * char.
 */
final class MemoryWire implements Wire {

    private final InputStream clear;
    private final Optional<InputStream> secure;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private int writes;
    private boolean tls;

    private MemoryWire(InputStream clear, Optional<InputStream> secure) {
        this.clear = clear;
        this.secure = secure;
    }

    /** Says it all, in pieces of at most so many octets. */
    static MemoryWire saying(String script, int piece) {
        return new MemoryWire(stream(script, piece), Optional.empty());
    }

    static MemoryWire saying(String script) {
        return saying(script, Integer.MAX_VALUE);
    }

    /** Says the second part when TLS has been negotiated. */
    static MemoryWire saying(String inClear, String inTls) {
        return new MemoryWire(
                stream(inClear, Integer.MAX_VALUE), Optional.of(stream(inTls, Integer.MAX_VALUE)));
    }

    private static InputStream stream(String script, int piece) {
        return new ByteArrayInputStream(script.getBytes(StandardCharsets.ISO_8859_1)) {
            @Override
            public synchronized int read(byte[] to, int offset, int length) {
                return super.read(to, offset, Math.min(length, piece));
            }
        };
    }

    /** Runs a session of an outside client to its end and returns the reply lines. */
    List<String> run(FakeGateway gateway, Listener listener) {
        return run(gateway, listener, "203.0.113.7");
    }

    List<String> run(FakeGateway gateway, Listener listener, String client) {
        var clients = new Clients(gateway.nanos::get, Integer.MAX_VALUE);
        var address = TestSettings.address(client);
        if (!(clients.admit(address, gateway.settings, "test")
                instanceof Clients.Admitted.Yes(var presence))) {
            throw new AssertionError("not admitted");
        }
        try {
            new Session(gateway.edge(), new Peer(listener, address, 4711, presence), this).run();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return replies();
    }

    List<String> run(FakeGateway gateway) {
        return run(gateway, TestSettings.mx());
    }

    List<String> replies() {
        return output.toString(StandardCharsets.US_ASCII).lines().toList();
    }

    /** How often the server wrote. */
    int writes() {
        return writes;
    }

    @Override
    public InputStream input() {
        return tls ? secure.orElseThrow() : clear;
    }

    @Override
    public void write(byte[] octets, int length) {
        writes++;
        output.write(octets, 0, length);
    }

    @Override
    public void expectInput(long nanos, long nanosUnderLoad, boolean idle) {}

    @Override
    public void expectNothing() {}

    @Override
    public void limitReads(int millis) {}

    @Override
    public boolean rest(long nanos) {
        return true;
    }

    @Override
    public End end() {
        return End.NONE;
    }

    @Override
    public boolean canStartTls() {
        return secure.isPresent() && !tls;
    }

    @Override
    public void startTls() {
        tls = true;
    }

    @Override
    public Optional<TlsFacts> tls() {
        return tls
                ? Optional.of(
                        new TlsFacts(
                                "TLSv1.3",
                                "TLS_AES_128_GCM_SHA256",
                                "",
                                TlsFacts.Verification.NONE))
                : Optional.empty();
    }
}
