package dev.mailwarden.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Route.Manner;
import dev.mailwarden.message.Route.TlsPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadAddressesTest {

    private static final Duration PAUSE = Duration.ofSeconds(60);

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000); // it will wrap around
    private final DeadAddresses dead = new DeadAddresses(clock::get);

    private final Target first = target(1);
    private final Target second = target(2);
    private final Target third = target(3);
    private final List<Target> inOrder = List.of(first, second, third);

    @Test
    void whatFailedIsTriedLastForThePause() {
        dead.failed(first.socketAddress(), PAUSE);
        assertThat(dead.last(inOrder)).containsExactly(second, third, first);
        clock.addAndGet(PAUSE.toNanos() - 1);
        assertThat(dead.last(inOrder)).containsExactly(second, third, first);
        clock.addAndGet(1);
        assertThat(dead.last(inOrder)).containsExactlyElementsOf(inOrder);
    }

    @Test
    void whereAllFailedTheOrderIsAsBefore() {
        inOrder.forEach(target -> dead.failed(target.socketAddress(), PAUSE));
        assertThat(dead.last(inOrder)).containsExactlyElementsOf(inOrder);
    }

    @Test
    void afterThePauseOneDeliveryTriesForAll() {
        dead.failed(first.socketAddress(), PAUSE);
        clock.addAndGet(PAUSE.toNanos());
        dead.trying(first.socketAddress(), PAUSE);
        assertThat(dead.last(inOrder)).containsExactly(second, third, first);
        dead.reached(first.socketAddress());
        assertThat(dead.last(inOrder)).containsExactlyElementsOf(inOrder);
    }

    @Test
    void tryingWhatNeverFailedChangesNothing() {
        dead.trying(first.socketAddress(), PAUSE);
        assertThat(dead.last(inOrder)).containsExactlyElementsOf(inOrder);
        assertThat(dead.size()).isZero();
    }

    @Test
    void onlySoManyAreRemembered() {
        for (int port = 1; port <= DeadAddresses.MOST; port++) {
            dead.failed(new InetSocketAddress(first.address(), port), PAUSE);
        }
        dead.failed(second.socketAddress(), PAUSE);
        assertThat(dead.size()).isEqualTo(DeadAddresses.MOST);
        assertThat(dead.last(inOrder)).containsExactly(second, third, first);
        clock.addAndGet(PAUSE.toNanos());
        dead.failed(third.socketAddress(), PAUSE);
        assertThat(dead.size()).isEqualTo(1);
        assertThat(dead.last(inOrder)).containsExactly(first, second, third);
    }

    private static Target target(int last) {
        return new Target(
                "mx.example",
                InetAddress.ofLiteral("192.0.2." + last),
                25,
                Manner.of(TlsPolicy.NONE));
    }
}
