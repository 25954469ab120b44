package dev.mailwarden.operate;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.operate.Calls.QueueFilter;
import dev.mailwarden.queue.MessageQueue;
import dev.mailwarden.queue.QueuedEntry;
import dev.mailwarden.queue.QueuedMail;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The queue's entries that a filter fits. What ends while they are gone through is passed over. */
final class QueueSelection {

    private final MessageQueue queue;
    private final QueueFilter filter;
    private int found;

    QueueSelection(MessageQueue queue, QueueFilter filter) {
        this.queue = queue;
        this.filter = filter;
    }

    /** Does something with one entry. */
    interface Action {
        void accept(QueuedMail mail, QueuedEntry entry) throws IOException;
    }

    void forEach(Action action) throws IOException {
        Iterator<QueuedEntry> candidates = candidates().iterator();
        while (candidates.hasNext()) {
            QueuedEntry entry = candidates.next();
            if (found >= filter.most()) {
                return;
            }
            if (!fits(entry)) {
                continue;
            }
            Optional<QueuedMail> mail = queue.show(entry.journey());
            if (mail.isPresent() && fits(mail.get(), entry)) {
                found++;
                action.accept(mail.get(), entry);
            }
        }
    }

    /** What can be said without reading the message. */
    private boolean fits(QueuedEntry entry) {
        return filter.reason().map(entry.reason()::contains).orElse(true)
                && filter.state().map(entry.state()::equals).orElse(true)
                && filter.olderThan().map(age -> entry.age().compareTo(age) > 0).orElse(true)
                && filter.newerThan().map(age -> entry.age().compareTo(age) < 0).orElse(true);
    }

    private Stream<QueuedEntry> candidates() {
        if (filter.journey().isEmpty()) {
            return queue.entries();
        }
        Optional<JourneyId> journey = JourneyId.parse(filter.journey().get());
        return journey.isEmpty()
                ? Stream.empty()
                : queue.show(journey.get()).stream().flatMap(mail -> mail.entries().stream());
    }

    private boolean fits(QueuedMail mail, QueuedEntry entry) {
        String sender = mail.envelope().reversePath().asMailbox().map(Mailbox::toString).orElse("");
        List<Mailbox> recipients =
                entry.recipients().stream()
                        .map(i -> mail.envelope().recipients().get(i).mailbox())
                        .toList();
        return filter.sender().map(sender::equalsIgnoreCase).orElse(true)
                && recipients.stream().anyMatch(this::fits);
    }

    /** Whether the filter means a recipient of a message that it fits. */
    boolean fits(Mailbox recipient) {
        return filter.recipient().map(recipient.toString()::equalsIgnoreCase).orElse(true)
                && filter.domain()
                        .map(wanted -> Domain.parse(wanted).equals(Optional.of(recipient.domain())))
                        .orElse(true);
    }

    Ending ending() {
        return found == 0 && !filter.fitsEverything()
                ? Ending.notFound("no message in the queue fits")
                : Ending.done();
    }
}
