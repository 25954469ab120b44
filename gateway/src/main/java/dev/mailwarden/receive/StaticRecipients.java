package dev.mailwarden.receive;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.RecipientCheck;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Knows the mailboxes of local domains from the list in the settings (SMTP-6), if there is one.
 * Follows the settings when they are replaced.
 */
public final class StaticRecipients implements RecipientCheck {

    private record Index(Settings.Relay relay, Set<Mailbox> folded) {

        static Index of(Settings.Relay relay) {
            Set<Mailbox> folded = new HashSet<>();
            relay.recipients()
                    .ifPresent(list -> list.all().forEach(known -> folded.add(fold(known))));
            return new Index(relay, folded);
        }

        Answer check(Mailbox mailbox) {
            return relay.recipients()
                    .map(list ->
                            list.domains().contains(mailbox.domain())
                                            || folded.contains(fold(mailbox))
                                    ? KNOWN
                                    : UNKNOWN)
                    .orElse(NOT_CHECKED);
        }
    }

    private static final Answer UNKNOWN = new Answer.Unknown(new EnhancedStatusCode(5, 1, 1), "");

    private final Supplier<Settings> settings;
    private volatile Index index;

    public StaticRecipients(Supplier<Settings> settings) {
        this.settings = settings;
        this.index = Index.of(settings.get().relay());
    }

    @Override
    public Answer check(Mailbox mailbox) {
        return current().check(mailbox);
    }

    @SuppressWarnings("ReferenceEquality") // a new snapshot is a new object; equals would be slow
    private Index current() {
        Settings.Relay relay = settings.get().relay();
        Index last = index;
        if (last.relay() != relay) {
            last = Index.of(relay);
            index = last;
        }
        return last;
    }

    private static Mailbox fold(Mailbox mailbox) {
        return new Mailbox(mailbox.localPart().toLowerCase(Locale.ROOT), mailbox.domain());
    }
}
