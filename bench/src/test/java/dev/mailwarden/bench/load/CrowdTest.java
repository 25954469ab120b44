package dev.mailwarden.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrowdTest {

    private static final InetSocketAddress SOURCE =
            new InetSocketAddress(InetAddress.ofLiteral("127.1.0.1"), 0);

    private final Attendance attendance = new Attendance();

    private static InetSocketAddress at(SinkServer server) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port());
    }

    private static SinkServer server() throws Exception {
        return new SinkServer("127.0.0.1", 0, false, (_, _, _, _) -> {});
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
            LockSupport.parkNanos(1_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IDLE", "CONTENT"})
    void aClientComesInAndIsBackAfterItsEnd(Manner manner) throws Exception {
        try (var loop = new EventLoop("crowd")) {
            try (SinkServer server = server()) {
                var client =
                        new Loiterer(
                                loop, manner, SOURCE, at(server), Duration.ofMillis(1), attendance);
                loop.execute(client::begin);
                await(() -> attendance.open() == 1);
            }
            await(() -> attendance.ended() == 1);
            assertThat(attendance.open()).isZero();
            assertThat(attendance.longestSeconds()).isPositive();
        }
    }

    @Test
    void ofTheSlowOnesHalfAreInContent() {
        List<Manner> ten =
                List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9).stream().map(Manner::ofSlow).toList();
        assertThat(ten).filteredOn(manner -> manner == Manner.CONTENT).hasSize(5);
        assertThat(ten).containsOnlyOnce(Manner.HANDSHAKE).doesNotContain(Manner.IDLE);
    }

    @Test
    void aFloodKnocksAtItsRate() throws Exception {
        try (var loop = new EventLoop("crowd");
                SinkServer server = server()) {
            var flood = new Flood(loop, List.of(SOURCE), at(server), 1_000);
            long begun = System.nanoTime();
            loop.execute(flood::tick);
            await(() -> Words.of(flood.words()).number("taken") >= 200);
            flood.stop();
            assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(199));
            var done = new CountDownLatch(1);
            loop.execute(done::countDown);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Words.of(flood.words()).number("refused")).isZero();
        }
    }
}
