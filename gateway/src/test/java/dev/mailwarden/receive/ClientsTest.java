package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Settings.Limits;
import dev.mailwarden.mail.smtp.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClientsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Clients clients = new Clients(nanos::get, 1000);

    @Test
    void limitsConnectionsOfOneClient() {
        Settings settings = TestSettings.with(l -> l.connectionsPerClient(2));
        var first = admitted("203.0.113.7", settings);
        admitted("203.0.113.7", settings);
        assertThat(clients.admit(TestSettings.address("203.0.113.7"), settings, "test"))
                .isEqualTo(new Clients.Admitted.No(Replies.TOO_MANY_FROM_YOU));
        admitted("203.0.113.8", settings);
        first.end();
        admitted("203.0.113.7", settings);
        assertThat(clients.connections()).isEqualTo(3);
    }

    @Test
    void fewPasswordsOfOneClientAreCheckedAtOnceAndNoneBeyondTheLimit() throws Exception {
        Limits limits = TestSettings.DEFAULT.limits();
        var presence = admitted("203.0.113.7", TestSettings.DEFAULT);
        for (int i = 0; i < ClientCounters.MOST_CHECKS; i++) {
            assertThat(presence.beginCheck(limits)).isEmpty();
        }
        var answer = new CompletableFuture<Optional<Reply>>();
        Thread next =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                answer.complete(presence.beginCheck(limits));
                            } catch (InterruptedException e) {
                                answer.completeExceptionally(e);
                            }
                        });
        while (next.isAlive() && next.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < limits.failedLogInsPerMinute(); i++) {
            presence.countFailedLogIn(limits);
        }
        presence.endCheck();
        assertThat(answer.get()).contains(Replies.LOG_IN_TOO_OFTEN);
    }

    @Test
    void anIpv6ClientIsANetwork() {
        Settings settings = TestSettings.with(l -> l.connectionsPerClient(1));
        admitted("2001:db8:0:1::1", settings);
        assertThat(clients.admit(TestSettings.address("2001:db8:0:1:ffff::2"), settings, "test"))
                .isInstanceOf(Clients.Admitted.No.class);
        admitted("2001:db8:0:2::1", settings);
    }

    @Test
    void limitsAllConnections() {
        Settings settings = TestSettings.with(l -> l.connections(2));
        admitted("203.0.113.1", settings);
        var second = admitted("203.0.113.2", settings);
        assertThat(clients.admit(TestSettings.address("203.0.113.3"), settings, "test"))
                .isEqualTo(new Clients.Admitted.No(Replies.TOO_MANY_CONNECTIONS));
        second.end();
        admitted("203.0.113.3", settings);
    }

    @Test
    void limitsNewConnectionsPerMinute() {
        Settings settings = TestSettings.with(l -> l.connectionsPerMinute(2));
        admitted("203.0.113.1", settings).end();
        admitted("203.0.113.1", settings).end();
        assertThat(clients.admit(TestSettings.address("203.0.113.1"), settings, "test"))
                .isEqualTo(new Clients.Admitted.No(Replies.CONNECTING_TOO_OFTEN));
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        admitted("203.0.113.1", settings).end();
    }

    @Test
    void forgetsWhoIsGone() {
        Settings settings = TestSettings.with(l -> l.connectionsPerMinute(2));
        admitted("203.0.113.1", settings).end();
        assertThat(clients.remembered()).isEqualTo(1);
        nanos.addAndGet(Duration.ofSeconds(62).toNanos());
        clients.check(nanos.get(), false);
        assertThat(clients.remembered()).isZero();
        admitted("203.0.113.1", TestSettings.DEFAULT).end();
        assertThat(clients.remembered()).isZero();
    }

    /** J-19: never over the limit in any minute, never under it after a rest. */
    @Test
    void aMinuteWindowIsNeverTooGenerous() {
        var random = new Random(7);
        int limit = 5;
        var window = new MinuteWindow(0);
        var admitted = new ArrayDeque<Long>();
        long now = 0;
        for (int event = 0; event < 100_000; event++) {
            now += random.nextLong(Duration.ofSeconds(20).toNanos());
            if (random.nextInt(50) == 0) {
                now += Duration.ofSeconds(61).toNanos();
                assertThat(window.count(now)).isZero();
            }
            if (window.count(now) < limit) {
                window.add(now);
                admitted.add(now);
            }
            long minuteAgo = now - Duration.ofMinutes(1).toNanos();
            while (!admitted.isEmpty() && admitted.peek() <= minuteAgo) {
                admitted.remove();
            }
            assertThat(admitted).hasSizeLessThanOrEqualTo(limit);
        }
    }

    private Clients.Presence admitted(String client, Settings settings) {
        if (clients.admit(TestSettings.address(client), settings, "test")
                instanceof Clients.Admitted.Yes(var presence)) {
            return presence;
        }
        throw new AssertionError("not admitted: " + client);
    }
}
