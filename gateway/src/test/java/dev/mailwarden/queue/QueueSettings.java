package dev.mailwarden.queue;

import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Verifications;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Route;
import dev.mailwarden.policy.DefaultPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Settings as they are by default, with what queue tests change. */
public final class QueueSettings {

    static final Mailbox POSTMASTER = Mailbox.parse("admin@ours.example").orElseThrow();

    /** Retries from 15 minutes to 4 hours for 3 days, bounces for 1 day; 3 a route, 20 in all. */
    public static final Settings DEFAULT = of(3, 20, new Settings.Overload(10, 1_000, 2_000_000));

    private QueueSettings() {}

    /** Settings with other thresholds of overload. */
    public static Settings with(Settings.Overload overload) {
        return of(3, 20, overload);
    }

    static Settings connections(int perRoute, int inAll) {
        return of(perRoute, inAll, new Settings.Overload(10, 1_000, 2_000_000));
    }

    /** Settings that tell others of failures and delays. */
    static Settings with(Settings.Outside outside, Settings.DelayWarnings delayWarnings) {
        return of(
                3,
                20,
                new Settings.Overload(10, 1_000, 2_000_000),
                new Settings.Bounce(
                        outside, Duration.ofDays(30), delayWarnings, Duration.ofHours(4)));
    }

    private static Settings of(int perRoute, int connections, Settings.Overload overload) {
        var bounce =
                new Settings.Bounce(
                        Settings.Outside.HOLD,
                        Duration.ofDays(30),
                        Settings.DelayWarnings.ASKED,
                        Duration.ofHours(4));
        return of(perRoute, connections, overload, bounce);
    }

    private static Settings of(
            int perRoute, int connections, Settings.Overload overload, Settings.Bounce bounce) {
        return new Settings(
                new Settings.Relay(
                        Set.of(Domain.parse("ours.example").orElseThrow()),
                        Set.of(),
                        Optional.empty(),
                        List.of(),
                        Optional.of(POSTMASTER)),
                Verifications.OFF,
                limits(),
                List.of(),
                new Settings.Routes(List.of(), Optional.empty()),
                new Settings.Delivery(
                        Route.TlsPolicy.ATTEMPT,
                        List.of(),
                        true,
                        List.of(),
                        perRoute,
                        connections,
                        1_000,
                        Duration.ofSeconds(5),
                        25,
                        Settings.EightBit.SEND,
                        timeouts()),
                new Settings.Queue(
                        Duration.ofMinutes(15),
                        Duration.ofHours(4),
                        Duration.ofDays(3),
                        Duration.ofDays(1),
                        Duration.ofSeconds(60)),
                bounce,
                overload,
                new Settings.Logs(
                        1 << 30,
                        Duration.ofDays(3),
                        23_000_000_000L,
                        23_000_000_000L,
                        500_000_000L),
                Settings.Stores.DEFAULT,
                DefaultPolicy.policy());
    }

    private static Settings.Limits limits() {
        return new Settings.Limits(
                20_971_520,
                1 << 20,
                1_000,
                1_000,
                50,
                10_000,
                50,
                0,
                0,
                10,
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                100,
                20,
                "ready",
                Duration.ZERO,
                Duration.ZERO);
    }

    private static Settings.Timeouts timeouts() {
        Duration step = Duration.ofMinutes(5);
        return new Settings.Timeouts(step, step, step, step, step, step, step, step);
    }
}
