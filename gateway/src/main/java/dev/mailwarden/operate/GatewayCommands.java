package dev.mailwarden.operate;

import dev.mailwarden.config.RouteText;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Outcome;
import dev.mailwarden.message.Route;
import dev.mailwarden.operate.Calls.ChangedRow;
import dev.mailwarden.operate.Calls.NoArguments;
import dev.mailwarden.operate.Calls.QueueFilter;
import dev.mailwarden.operate.Calls.Redirection;
import dev.mailwarden.operate.Calls.SwitchArguments;
import dev.mailwarden.operate.Calls.SwitchRow;
import dev.mailwarden.operate.Calls.TraceArguments;
import dev.mailwarden.operate.Calls.WhichJourney;
import dev.mailwarden.operate.Switches.Flow;
import dev.mailwarden.queue.Balance;
import dev.mailwarden.queue.MessageQueue;
import dev.mailwarden.queue.MessageQueue.Decision;
import dev.mailwarden.queue.QueuedEntry;
import dev.mailwarden.queue.QueuedMail;
import dev.mailwarden.track.JournalLine;
import dev.mailwarden.track.Trace;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** What administrators' programs can ask of a running gateway about mail. */
public final class GatewayCommands {

    private final MessageQueue queue;
    private final Trace trace;
    private final Switches switches;

    /** Answers for these parts. */
    public GatewayCommands(MessageQueue queue, Trace trace, Switches switches) {
        this.queue = queue;
        this.trace = trace;
        this.switches = switches;
    }

    /** Every command. */
    public List<ControlCommand<?, ?>> all() {
        return List.of(
                new ControlCommand<>(Call.QUEUE_LIST, this::list),
                new ControlCommand<>(Call.QUEUE_SHOW, this::show),
                new ControlCommand<>(Call.QUEUE_RETRY, this::retry),
                new ControlCommand<>(Call.QUEUE_DELETE, deciding(new Decision.Delete())),
                new ControlCommand<>(Call.QUEUE_HOLD, deciding(new Decision.Hold())),
                new ControlCommand<>(Call.QUEUE_RELEASE, deciding(new Decision.Release())),
                new ControlCommand<>(Call.QUEUE_REDIRECT, this::redirect),
                new ControlCommand<>(Call.SWITCH, this::turn),
                new ControlCommand<>(Call.QUEUE_AUDIT, this::audit),
                new ControlCommand<>(Call.TRACE, this::trace));
    }

    private ControlCommand.Handler<QueueFilter, ChangedRow> deciding(Decision decision) {
        return (filter, caller, rows) -> decide(filter, decision, caller, rows);
    }

    private Ending decide(
            QueueFilter filter,
            Decision decision,
            String caller,
            ControlCommand.Rows<ChangedRow> rows)
            throws IOException {
        return queue.isRecovered()
                ? new QueueDecision(queue, filter, decision, caller).run(rows)
                : stillReading();
    }

    private Ending redirect(Redirection wish, String caller, ControlCommand.Rows<ChangedRow> rows)
            throws IOException {
        Optional<Route.Fixed> route = RouteText.read(wish.host(), wish.tls(), wish.mx());
        return route.isPresent()
                ? decide(wish.which(), new Decision.Redirect(route.get()), caller, rows)
                : Ending.failed("needs " + RouteText.ALLOWED);
    }

    private Ending list(QueueFilter filter, String caller, ControlCommand.Rows<QueueRow> rows)
            throws IOException {
        var selection = new QueueSelection(queue, filter);
        selection.forEach((mail, entry) -> rows.add(row(mail, entry)));
        return selection.ending();
    }

    private static QueueRow row(QueuedMail mail, QueuedEntry entry) {
        return new QueueRow(
                mail.journey().toString(),
                entry.state(),
                mail.envelope().reversePath().asMailbox().map(Mailbox::toString).orElse(""),
                entry.recipients().stream()
                        .map(i -> mail.envelope().recipients().get(i).mailbox().toString())
                        .toList(),
                mail.content().length(),
                mail.acceptedAt(),
                entry.nextAttempt(),
                entry.failures(),
                entry.route(),
                entry.reason());
    }

    private Ending show(WhichJourney which, String caller, ControlCommand.Rows<RecipientRow> rows)
            throws IOException {
        Optional<QueuedMail> found = JourneyId.parse(which.journey()).flatMap(queue::show);
        if (found.isEmpty()) {
            return Ending.notFound("no message " + which.journey() + " is queued");
        }
        QueuedMail mail = found.get();
        for (int i = 0; i < mail.envelope().recipients().size(); i++) {
            rows.add(row(mail, i));
        }
        return Ending.done();
    }

    private static RecipientRow row(QueuedMail mail, int recipient) {
        String mailbox = mail.envelope().recipients().get(recipient).mailbox().toString();
        return mail.entries().stream()
                .filter(entry -> entry.recipients().contains(recipient))
                .findFirst()
                .map(entry ->
                        new RecipientRow(
                                mailbox,
                                entry.state().equals("held") ? "held" : "queued",
                                entry.failures(),
                                entry.nextAttempt(),
                                entry.route(),
                                entry.reason()))
                .orElseGet(() -> new RecipientRow(mailbox, "ended", 0, Optional.empty(), "", ""));
    }

    /**
     * Retries each message that fits, once: one with several entries comes up several times in a
     * row, and what was retried may be deferred again by then.
     */
    private Ending retry(QueueFilter filter, String caller, ControlCommand.Rows<ChangedRow> rows)
            throws IOException {
        if (!queue.isRecovered()) {
            return stillReading();
        }
        var selection = new QueueSelection(queue, filter);
        var last = new AtomicReference<Optional<JourneyId>>(Optional.empty());
        selection.forEach((mail, _) -> {
            Optional<JourneyId> journey = Optional.of(mail.journey());
            if (!last.getAndSet(journey).equals(journey)) {
                note(mail.journey(), queue.retry(mail.journey()), rows);
            }
        });
        return selection.ending();
    }

    private static void note(
            JourneyId journey, int recipients, ControlCommand.Rows<ChangedRow> rows)
            throws IOException {
        if (recipients > 0) {
            rows.add(new ChangedRow(journey.toString(), recipients));
        }
    }

    private Ending turn(SwitchArguments turn, String caller, ControlCommand.Rows<SwitchRow> rows)
            throws IOException {
        for (Flow flow : Flow.values()) {
            if (turn.flow().equals(flow.word()) && turn.on().isPresent()) {
                try {
                    switches.set(flow, turn.on().get(), caller);
                } catch (IOException e) {
                    return Ending.failed("that cannot be kept, so nothing was switched: " + e);
                }
            }
        }
        for (Flow flow : Flow.values()) {
            rows.add(new SwitchRow(flow.word(), switches.isOn(flow)));
        }
        return Ending.done();
    }

    private static Ending stillReading() {
        return Ending.failed("the queue is still being read from the spool, try again soon");
    }

    private Ending audit(NoArguments none, String caller, ControlCommand.Rows<AuditRow> rows)
            throws IOException {
        if (!queue.isRecovered()) {
            return stillReading();
        }
        Balance balance = queue.audit();
        rows.add(
                new AuditRow(
                        balance.found() + balance.accepted(),
                        balance.of(Outcome.DELIVERED),
                        balance.of(Outcome.BOUNCED),
                        balance.queued(),
                        balance.held(),
                        balance.of(Outcome.SET_ASIDE),
                        balance.of(Outcome.REMOVED)));
        return balance.difference() == 0
                ? Ending.done()
                : Ending.failed("the accounts do not balance by " + balance.difference());
    }

    private Ending trace(TraceArguments wanted, String caller, ControlCommand.Rows<TraceRow> rows)
            throws IOException {
        if (wanted.text().isBlank() || wanted.text().equals("<>")) {
            return Ending.failed("name a journey, a mailbox or a Message-ID to look for");
        }
        Trace.Result result = trace.find(query(wanted.text()), wanted.most());
        int left = wanted.most();
        for (Trace.Journey journey : result.journeys()) {
            for (JournalLine line : journey.lines()) {
                if (line instanceof JournalLine.Known(var event) && left > 0) {
                    rows.add(TraceRows.of(event));
                    left--;
                }
            }
        }
        if (result.journeys().isEmpty()) {
            return Ending.notFound("nothing is recorded of " + wanted.text());
        }
        return new Ending(
                Ending.Status.DONE,
                result.damagedLines() == 0
                        ? ""
                        : result.damagedLines() + " damaged lines of the journal were passed over");
    }

    private static Trace.Query query(String text) {
        Optional<JourneyId> journey = JourneyId.parse(text);
        if (journey.isPresent()) {
            return new Trace.Query.ById(journey.get());
        }
        if (text.startsWith("<")) {
            return new Trace.Query.ByMessageId(text);
        }
        return Mailbox.parse(text)
                .<Trace.Query>map(Trace.Query.ByMailbox::new)
                .orElseGet(() -> new Trace.Query.ByMessageId(text));
    }
}
