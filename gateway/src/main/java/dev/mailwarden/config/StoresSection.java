package dev.mailwarden.config;

import dev.mailwarden.config.Settings.Backup;
import dev.mailwarden.config.Settings.Quarantine;
import dev.mailwarden.config.Settings.Stores;
import dev.mailwarden.message.Kept;
import java.time.Duration;

/** The keys under {@code settings.stores:}. */
final class StoresSection {

    private static final long MIB = 1 << 20;
    private static final long TIB = 1L << 40;
    private static final long MOST_MESSAGES = 1_000_000_000;

    private static final Section<Backup> BACKUP =
            Section.of(keys -> {
                var octets =
                        keys.key(
                                "octets",
                                Kinds.size(16 * MIB, TIB),
                                Stores.DEFAULT.backup().octets(),
                                "Size; the oldest copies go first.",
                                Backup::octets);
                var messages =
                        keys.key(
                                "messages",
                                Kinds.wholeNumber(100, MOST_MESSAGES),
                                Stores.DEFAULT.backup().messages(),
                                "Copies; the oldest go first.",
                                Backup::messages);
                return values -> new Backup(values.get(octets), values.get(messages));
            });

    private static final Section<Quarantine> QUARANTINE =
            Section.of(keys -> {
                var octets =
                        keys.key(
                                "octets",
                                Kinds.size(16 * MIB, TIB),
                                Stores.DEFAULT.quarantine().octets(),
                                "Size; when it is full, mail that would go there is answered 452.",
                                Quarantine::octets);
                var messages =
                        keys.key(
                                "messages",
                                Kinds.wholeNumber(100, MOST_MESSAGES),
                                Stores.DEFAULT.quarantine().messages(),
                                "Messages; likewise.",
                                Quarantine::messages);
                var age =
                        keys.key(
                                "age",
                                Kinds.duration(Duration.ofDays(1), Duration.ofDays(3650)),
                                Stores.DEFAULT.quarantine().age(),
                                "How long a message waits for somebody to decide.",
                                Quarantine::age);
                var end =
                        keys.key(
                                "end",
                                Kinds.choice(Kept.Way.class),
                                Stores.DEFAULT.quarantine().end(),
                                "What becomes of it then.",
                                Quarantine::end);
                return values ->
                        new Quarantine(
                                values.get(octets),
                                values.get(messages),
                                values.get(age),
                                values.get(end));
            });

    static final Section<Stores> STORES =
            Section.of(keys -> {
                var backup =
                        keys.section(
                                "backup",
                                BACKUP,
                                "Originals of mail that something was done to.",
                                Stores::backup);
                var quarantine =
                        keys.section(
                                "quarantine",
                                QUARANTINE,
                                "Mail that nobody got, until somebody decides.",
                                Stores::quarantine);
                return values -> new Stores(values.get(backup), values.get(quarantine));
            });

    private StoresSection() {}
}
