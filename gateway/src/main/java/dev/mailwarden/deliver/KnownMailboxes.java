package dev.mailwarden.deliver;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.mailwarden.config.Verification.CallAhead;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.RecipientCheck.Answer;
import dev.mailwarden.message.Route;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What servers said of mailboxes, in memory only and never more than the settings allow; mailboxes
 * that are asked for often stay, so that guessing addresses pushes out none of them.
 *
 * <p>An answer is forgotten with the route that it was got on. Safe for any number of threads.
 */
final class KnownMailboxes {

    private record Entry(String route, Answer answer, long since) {}

    private final Supplier<CallAhead> settings;
    private final LongSupplier ticker;
    private final Cache<Mailbox, Entry> entries;

    KnownMailboxes(Supplier<CallAhead> settings, LongSupplier ticker) {
        this.settings = settings;
        this.ticker = ticker;
        this.entries =
                Caffeine.newBuilder()
                        .maximumSize(settings.get().cachedAddresses())
                        .expireAfter(Expiry.<Mailbox, Entry>writing((_, entry) -> lifetime(entry)))
                        .ticker(ticker::getAsLong)
                        .executor(Runnable::run)
                        .build();
    }

    private Duration lifetime(Entry entry) {
        return entry.answer() instanceof Answer.Known
                ? settings.get().reserve()
                : settings.get().negativeLifetime();
    }

    /** {@return what was said, if it need not be asked again} */
    Optional<Answer> fresh(Mailbox mailbox, Route route) {
        CallAhead now = settings.get();
        return find(mailbox, route)
                .filter(entry -> age(entry) < longest(entry, now).toNanos())
                .map(Entry::answer);
    }

    private static Duration longest(Entry entry, CallAhead now) {
        return entry.answer() instanceof Answer.Known
                ? now.positiveLifetime()
                : now.negativeLifetime();
    }

    /** Whether the mailbox was known not too long ago. */
    boolean wasKnown(Mailbox mailbox, Route route) {
        return find(mailbox, route)
                .filter(entry -> entry.answer() instanceof Answer.Known)
                .filter(entry -> age(entry) < settings.get().reserve().toNanos())
                .isPresent();
    }

    private Optional<Entry> find(Mailbox mailbox, Route route) {
        @Nullable Entry entry = entries.getIfPresent(mailbox);
        return Optional.ofNullable(entry).filter(it -> it.route().equals(route.key()));
    }

    private long age(Entry entry) {
        return ticker.getAsLong() - entry.since();
    }

    /** Keeps what is certain; nothing else takes the place of what is kept. */
    void remember(Mailbox mailbox, Route route, Answer answer) {
        if (answer instanceof Answer.Known || answer instanceof Answer.Unknown) {
            int most = settings.get().cachedAddresses();
            entries.policy()
                    .eviction()
                    .filter(eviction -> eviction.getMaximum() != most)
                    .ifPresent(eviction -> eviction.setMaximum(most));
            entries.put(mailbox, new Entry(route.key(), answer, ticker.getAsLong()));
        }
    }

    long size() {
        return entries.estimatedSize();
    }
}
