package dev.mailwarden.pipeline;

import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Settings.Quarantine;
import dev.mailwarden.decide.Group;
import dev.mailwarden.mail.smtp.IpAddress;
import dev.mailwarden.message.CopyShelf.Copy;
import dev.mailwarden.message.CopyShelf.CopyName;
import dev.mailwarden.message.CopyShelf.Store;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.Kept;
import dev.mailwarden.message.KeptId;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.track.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Says which copies of a message are kept, and what they are found by: the original, once for each
 * group of recipients whose rule wants it. Safe for any number of threads.
 */
final class Copying {

    private final Supplier<Settings> settings;

    Copying(Supplier<Settings> settings) {
        this.settings = settings;
    }

    /**
     * {@return the names of what is kept by each judgement, in their order} Judgements of one group
     * share what is kept.
     */
    static List<List<CopyName>> names(Case it) {
        // By identity: rules have thousands of addresses that would be looked at for a hash.
        IdentityHashMap<Group, KeptId> ids = new IdentityHashMap<>();
        List<List<CopyName>> names = new ArrayList<>();
        for (Judgement judgement : it.decision().judgements()) {
            List<Store> stores = stores(judgement);
            if (stores.isEmpty()) {
                names.add(List.of());
            } else {
                int next = ids.size();
                KeptId id =
                        ids.computeIfAbsent(
                                it.group(judgement.recipients().getFirst()),
                                _ -> new KeptId(it.mail().journey(), next));
                names.add(stores.stream().map(store -> new CopyName(store, id)).toList());
            }
        }
        return names;
    }

    private static List<Store> stores(Judgement judgement) {
        List<Store> stores = new ArrayList<>(2);
        if (judgement.backup()) {
            stores.add(Store.BACKUP);
        }
        if (judgement.fate() == Judgement.Fate.QUARANTINED) {
            stores.add(Store.QUARANTINE);
        }
        return stores;
    }

    /** {@return the copies that are named by what is recorded of a message} */
    List<Copy> copies(Case it, List<Event.Judged> judged) {
        Map<CopyName, Copy> copies = new LinkedHashMap<>();
        for (Event.Judged one : judged) {
            for (CopyName name : one.kept()) {
                copies.computeIfAbsent(name, _ -> new Copy(name.store(), kept(it, one, name)));
            }
        }
        return List.copyOf(copies.values());
    }

    private Kept kept(Case it, Event.Judged judged, CopyName name) {
        Optional<ModuleResult> decisive = judged.decidedBy().flatMap(judged.verdict()::of);
        Instant now = it.facts().now();
        return new Kept(
                name.id(),
                now,
                it.mail().envelope().reversePath().asMailbox().map(Object::toString).orElse(""),
                it.mailboxes(it.group(judged.places().getFirst()).recipients()).stream()
                        .map(Object::toString)
                        .toList(),
                IpAddress.format(it.mail().arrival().client()),
                judged.subject(),
                judged.messageId(),
                decisive.map(ModuleResult::module).map(Copying::word).orElse(""),
                decisive.map(ModuleResult::textWithMacros).orElse(""),
                judged.ruleName(),
                judged.action().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                new String(EventCodec.encode(judged), StandardCharsets.UTF_8).strip(),
                it.mail().content().length(),
                name.store() == Store.QUARANTINE ? Optional.of(end(now)) : Optional.empty());
    }

    private Kept.End end(Instant now) {
        Quarantine quarantine = settings.get().stores().quarantine();
        return new Kept.End(now.plus(quarantine.age()), quarantine.end());
    }

    private static String word(ModuleName module) {
        return module.name().toLowerCase(Locale.ROOT);
    }
}
