package dev.mailwarden.operate;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.operate.Calls.ChangedRow;
import dev.mailwarden.operate.Calls.QueueFilter;
import dev.mailwarden.queue.Decided;
import dev.mailwarden.queue.MessageQueue;
import dev.mailwarden.queue.MessageQueue.Decision;
import dev.mailwarden.queue.QueuedEntry;
import dev.mailwarden.queue.QueuedMail;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** One decision about every recipient in the queue that a filter means. For one thread. */
final class QueueDecision {

    private final MessageQueue queue;
    private final QueueFilter filter;
    private final Decision decision;
    private final String caller;
    private final Set<JourneyId> busy = new LinkedHashSet<>();

    QueueDecision(MessageQueue queue, QueueFilter filter, Decision decision, String caller) {
        this.queue = queue;
        this.filter = filter;
        this.decision = decision;
        this.caller = caller;
    }

    /** Makes it true for one message after the other; each that is changed gives a row. */
    Ending run(ControlCommand.Rows<ChangedRow> rows) throws IOException {
        Optional<JourneyId> whole = filter.journeyAlone().flatMap(JourneyId::parse);
        if (whole.isPresent()) {
            return decideWhole(whole.get(), rows);
        }
        var selection = new QueueSelection(queue, filter);
        selection.forEach((mail, entry) -> decide(selection, mail, entry, rows));
        return busy.isEmpty() ? selection.ending() : someAreBusy();
    }

    private void decide(
            QueueSelection selection,
            QueuedMail mail,
            QueuedEntry entry,
            ControlCommand.Rows<ChangedRow> rows)
            throws IOException {
        Set<Mailbox> meant = new HashSet<>();
        entry.recipients().stream()
                .map(i -> mail.envelope().recipients().get(i).mailbox())
                .filter(selection::fits)
                .forEach(meant::add);
        note(
                mail.journey(),
                queue.decide(mail.journey(), Optional.of(meant::contains), decision, caller),
                rows);
    }

    /** A message that cannot be read has no recipients to choose from, but is one. */
    private Ending decideWhole(JourneyId journey, ControlCommand.Rows<ChangedRow> rows)
            throws IOException {
        Decided decided = queue.decide(journey, Optional.empty(), decision, caller);
        note(journey, decided, rows);
        if (!busy.isEmpty()) {
            return someAreBusy();
        }
        return decided.done() == 0 ? Ending.notFound(nothing(journey)) : Ending.done();
    }

    private String nothing(JourneyId journey) {
        return switch (decision) {
            case Decision.Delete() -> "no message " + journey + " is queued";
            case Decision.Hold() -> "nothing of a message " + journey + " waits to be sent";
            case Decision.Release() -> "nothing of a message " + journey + " is held";
            case Decision.Redirect _ -> "no message " + journey + " is queued";
        };
    }

    private void note(JourneyId journey, Decided decided, ControlCommand.Rows<ChangedRow> rows)
            throws IOException {
        if (decided.done() > 0) {
            rows.add(new ChangedRow(journey.toString(), decided.done()));
        }
        if (decided.busy() > 0) {
            busy.add(journey);
        }
    }

    private Ending someAreBusy() {
        return Ending.failed(
                "%d messages are being tried just now and were left in part or whole, such as %s; try again"
                        .formatted(busy.size(), busy.iterator().next()));
    }
}
