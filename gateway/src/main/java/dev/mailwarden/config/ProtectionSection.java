package dev.mailwarden.config;

import dev.mailwarden.message.ModuleName;
import dev.mailwarden.policy.DefaultPolicy;
import dev.mailwarden.policy.Protection;
import dev.mailwarden.policy.Protection.Bounds;
import dev.mailwarden.policy.Protection.Switch;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The keys under {@code settings.protection:}. */
final class ProtectionSection {

    private static final int MILLION = 1_000_000;

    private static final Section<Bounds> BUDGET =
            Section.of(keys -> {
                var octets =
                        keys.key(
                                "octets",
                                Kinds.size(1 << 20, 1L << 40),
                                Bounds.DEFAULT.octets(),
                                "What unpacking may give.",
                                Bounds::octets);
                var ratio =
                        keys.key(
                                "ratio",
                                Kinds.number(2, MILLION),
                                Bounds.DEFAULT.ratio(),
                                "Of what is unpacked to what is packed, after the first 10 MiB.",
                                Bounds::ratio);
                var entries =
                        keys.key(
                                "entries",
                                Kinds.number(1, 10 * MILLION),
                                Bounds.DEFAULT.entries(),
                                "Of all containers together.",
                                Bounds::entries);
                var depth =
                        keys.key(
                                "depth",
                                Kinds.number(1, 20_000),
                                Bounds.DEFAULT.depth(),
                                "Of containers in one another.",
                                Bounds::depth);
                var parts =
                        keys.key(
                                "parts",
                                Kinds.number(1, MILLION),
                                Bounds.DEFAULT.parts(),
                                "Of MIME.",
                                Bounds::parts);
                var cpu =
                        keys.key(
                                "cpu-an-object",
                                Kinds.duration(Duration.ofSeconds(1), Duration.ofMinutes(10)),
                                Bounds.DEFAULT.cpuAnObject(),
                                "Processor time for one object.",
                                Bounds::cpuAnObject);
                return values ->
                        new Bounds(
                                values.get(octets),
                                values.get(ratio),
                                values.get(entries),
                                values.get(depth),
                                values.get(parts),
                                values.get(cpu));
            });

    static final Section<Protection> PROTECTION =
            Section.of(keys -> {
                var mode =
                        keys.key(
                                "mode",
                                Kinds.choice(Protection.Mode.class),
                                DefaultPolicy.protection().mode(),
                                "All modules that are on; the same, said to be less than all; or"
                                        + " mail flows unscanned.",
                                Protection::mode);
                Map<ModuleName, Key<Protection, Switch>> modules = new EnumMap<>(ModuleName.class);
                for (ModuleName module : ModuleName.values()) {
                    modules.put(module, module(keys, module));
                }
                var budget =
                        keys.usual(
                                "budget",
                                BUDGET,
                                Bounds.DEFAULT,
                                "What judging one message may cost; beyond it the status is Error,"
                                        + " never clean.",
                                Protection::budget);
                return values -> {
                    Map<ModuleName, Switch> switches = new EnumMap<>(ModuleName.class);
                    modules.forEach((module, key) -> switches.put(module, values.get(key)));
                    return new Protection(values.get(mode), switches, values.get(budget));
                };
            });

    private ProtectionSection() {}

    private static Key<Protection, Switch> module(Section<Protection> keys, ModuleName module) {
        Switch usual = DefaultPolicy.protection().of(module);
        return keys.usual(
                Kinds.name(module),
                Section.<Switch>of(section -> {
                    var on =
                            section.key(
                                    "on",
                                    Kinds.FLAG,
                                    usual.on(),
                                    "Whether rules can use it.",
                                    Switch::on);
                    var limit =
                            section.key(
                                    "time-limit",
                                    timeLimit(module),
                                    usual.timeLimit(),
                                    "After which its status is Error, reason timeout.",
                                    Switch::timeLimit);
                    return values -> new Switch(values.get(on), values.get(limit));
                }),
                usual,
                "The module " + Kinds.name(module) + ".",
                protection -> protection.of(module));
    }

    private static Kind<Duration> timeLimit(ModuleName module) {
        return switch (module) {
            case SANDBOX -> Kinds.duration(Duration.ofSeconds(60), Duration.ofDays(1));
            case ANTIVIRUS, LINKS, ANTISPAM, ANTIPHISHING, IMPERSONATION, CONTENT, AUTHENTICATION ->
                    Kinds.duration(Duration.ofSeconds(1), Duration.ofSeconds(600));
        };
    }
}
