package dev.mailwarden.operate;

import dev.mailwarden.config.Settings;
import dev.mailwarden.decide.PolicySnapshot;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.IpAddress;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.operate.Calls.CheckArguments;
import dev.mailwarden.operate.Calls.WhichJourney;
import dev.mailwarden.operate.ControlCommand.Rows;
import dev.mailwarden.pipeline.Rehearsal;
import dev.mailwarden.pipeline.Rehearsal.Outcome;
import dev.mailwarden.pipeline.Rehearsal.Supposed;
import dev.mailwarden.track.JournalLine;
import dev.mailwarden.track.Trace;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** What administrators' programs can ask about judgements: why, and what if. */
public final class JudgementCommands {

    private final Trace trace;
    private final LongFunction<Optional<PolicySnapshot>> policies;
    private final Supplier<Settings> settings;
    private final Rehearsal rehearsal;

    /**
     * Answers for these parts.
     *
     * @param policies gives the policy of a revision, empty if there is none any more
     */
    public JudgementCommands(
            Trace trace,
            LongFunction<Optional<PolicySnapshot>> policies,
            Supplier<Settings> settings,
            Rehearsal rehearsal) {
        this.trace = trace;
        this.policies = policies;
        this.settings = settings;
        this.rehearsal = rehearsal;
    }

    /** Every command. */
    public List<ControlCommand<?, ?>> all() {
        return List.of(
                new ControlCommand<>(Call.EXPLAIN, this::explain),
                new ControlCommand<>(Call.CHECK, this::check));
    }

    private Ending explain(WhichJourney which, String caller, Rows<ExplainRow> rows)
            throws IOException {
        Optional<JourneyId> journey = JourneyId.parse(which.journey());
        if (journey.isEmpty()) {
            return Ending.notFound(which.journey() + " is no journey id; trace finds it");
        }
        Trace.Result found = trace.find(new Trace.Query.ById(journey.get()), 1);
        List<Event> events = new ArrayList<>();
        found.journeys().stream()
                .flatMap(one -> one.lines().stream())
                .forEach(line -> {
                    if (line instanceof JournalLine.Known(Event event)) {
                        events.add(event);
                    }
                });
        if (events.isEmpty()) {
            return Ending.notFound("nothing is recorded of " + which.journey());
        }
        List<ExplainRow> explained = new JourneyExplanation(events, policies).rows();
        for (ExplainRow row : explained) {
            rows.add(row);
        }
        return explained.isEmpty()
                ? Ending.notFound("no judgement of " + which.journey() + " is recorded")
                : Ending.done();
    }

    private Ending check(CheckArguments arguments, String caller, Rows<CheckRow> rows)
            throws IOException, InterruptedException {
        Settings.Limits limits = settings.get().limits();
        if (arguments.octets() > limits.messageOctets()) {
            return Ending.failed(
                    "the message has %d octets, and limits.message-octets is %d"
                            .formatted(arguments.octets(), limits.messageOctets()));
        }
        if (arguments.to().isEmpty() || arguments.to().size() > limits.recipients()) {
            return Ending.failed("there must be 1 to " + limits.recipients() + " recipients");
        }
        Optional<Supposed> supposed = supposed(arguments);
        return supposed.isPresent()
                ? rehearse(supposed.get(), arguments.octets(), rows)
                : Ending.failed("an address is not understood");
    }

    private Ending rehearse(Supposed supposed, long octets, Rows<CheckRow> rows)
            throws IOException, InterruptedException {
        Outcome outcome;
        try {
            outcome = rehearsal.rehearse(supposed, rows.ask(octets));
        } catch (IOException e) {
            return Ending.failed("the message cannot be tried out: " + e.getMessage());
        }
        return switch (outcome) {
            case Outcome.NotJudged(String why) -> Ending.failed(why);
            case Outcome.Judged judged -> {
                for (CheckRow row : CheckRows.of(judged)) {
                    rows.add(row);
                }
                yield Ending.done();
            }
        };
    }

    private static Optional<Supposed> supposed(CheckArguments arguments) {
        Optional<ReversePath> from =
                arguments.from().isEmpty()
                        ? Optional.of(new ReversePath.Null())
                        : Mailbox.parse(arguments.from()).map(ReversePath.Of::new);
        List<Mailbox> to =
                arguments.to().stream().map(Mailbox::parse).flatMap(Optional::stream).toList();
        Optional<InetAddress> client =
                arguments.client().isEmpty()
                        ? Optional.of(IpAddress.UNKNOWN)
                        : arguments.client().flatMap(IpAddress::parse);
        if (from.isEmpty() || client.isEmpty() || to.size() < arguments.to().size()) {
            return Optional.empty();
        }
        String helo = arguments.helo().orElse(Domain.ofAddress(client.get()).name());
        return Optional.of(new Supposed(from.get(), to, client.get(), helo, arguments.user()));
    }
}
