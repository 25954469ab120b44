package dev.mailwarden.config;

import dev.mailwarden.config.Settings.Bounce;
import dev.mailwarden.config.Settings.DelayWarnings;
import dev.mailwarden.config.Settings.Outside;
import java.time.Duration;

/** The keys under {@code settings.bounce}. */
final class BounceSection {

    static final Section<Bounce> BOUNCE =
            Section.of(keys -> {
                var outside =
                        keys.key(
                                "outside",
                                Kinds.choice(Outside.class),
                                Outside.HOLD,
                                "What becomes of failed mail from senders outside, who may be"
                                        + " forged: it is held and reported to the postmaster, or"
                                        + " its sender is told.",
                                Bounce::outside);
                var heldLifetime =
                        keys.key(
                                "held-lifetime",
                                Kinds.duration(Duration.ofHours(1), Duration.ofDays(3650)),
                                Duration.ofDays(30),
                                "Age at which failed mail that is held is removed, which is"
                                        + " recorded.",
                                Bounce::heldLifetime);
                var delayWarnings =
                        keys.key(
                                "delay-warnings",
                                Kinds.choice(DelayWarnings.class),
                                DelayWarnings.ASKED,
                                "Who is told once that mail is late: nobody, senders that asked"
                                        + " for it (NOTIFY=DELAY), or also those that did not say.",
                                Bounce::delayWarnings);
                var delayAfter =
                        keys.key(
                                "delay-after",
                                Kinds.duration(Duration.ofMinutes(1), Duration.ofDays(30)),
                                Duration.ofHours(4),
                                "Age at which mail is late.",
                                Bounce::delayAfter);
                return values ->
                        new Bounce(
                                values.get(outside),
                                values.get(heldLifetime),
                                values.get(delayWarnings),
                                values.get(delayAfter));
            });

    private BounceSection() {}
}
