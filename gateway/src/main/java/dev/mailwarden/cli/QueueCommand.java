package dev.mailwarden.cli;

import dev.mailwarden.config.Durations;
import dev.mailwarden.operate.Call;
import dev.mailwarden.operate.Calls.ChangedRow;
import dev.mailwarden.operate.Calls.NoArguments;
import dev.mailwarden.operate.Calls.QueueFilter;
import dev.mailwarden.operate.Calls.Redirection;
import dev.mailwarden.operate.Calls.WhichJourney;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailwarden queue …}. */
@Command(name = "queue", description = "Look at the queue of a running gateway, and change it.")
final class QueueCommand {

    @Command(
            name = "list",
            description = "List queued messages, the oldest first.",
            footer = {
                "",
                "Examples:",
                "  mailwarden queue list",
                "  mailwarden queue list --domain example.org --most 10 --json"
            })
    int list(@Mixin Options options, @Mixin Filter filter) {
        Table table =
                new Table(
                        "JOURNEY",
                        "STATE",
                        "ACCEPTED",
                        "OCTETS",
                        "FROM",
                        "TO",
                        "ATTEMPTS",
                        "NEXT",
                        "REASON");
        return options.call(
                Call.QUEUE_LIST,
                filter.values(Optional.empty(), options),
                table,
                row ->
                        table.add(
                                row.journey(),
                                row.state(),
                                row.accepted(),
                                row.octets(),
                                "<" + row.sender() + ">",
                                row.recipients(),
                                row.attempts(),
                                row.nextAttempt(),
                                row.reason()));
    }

    @Command(name = "show", description = "Show what became of each recipient of a message.")
    int show(
            @Mixin Options options,
            @Parameters(paramLabel = "JOURNEY", description = "The journey id.") String journey) {
        Table table = new Table("RECIPIENT", "STATE", "ATTEMPTS", "NEXT", "ROUTE", "REASON");
        return options.call(
                Call.QUEUE_SHOW,
                new WhichJourney(journey),
                table,
                row ->
                        table.add(
                                row.recipient(),
                                row.state(),
                                row.attempts(),
                                row.nextAttempt(),
                                row.route(),
                                row.reason()));
    }

    @Command(
            name = "retry",
            description = "Try messages now rather than when they are due.",
            footer = {
                "",
                "Examples:",
                "  mailwarden queue retry 019a0000-0000-7000-8000-000000000000",
                "  mailwarden queue retry --domain example.org",
                "  mailwarden queue retry --all"
            })
    int retry(@Mixin Options options, @Mixin Choice choice) {
        return change(Call.QUEUE_RETRY, options, choice);
    }

    @Command(
            name = "delete",
            description = {
                "Delete messages from the queue. Their senders are not told; an event is recorded.",
            },
            footer = {
                "",
                "Examples:",
                "  mailwarden queue delete 019a0000-0000-7000-8000-000000000000",
                "  mailwarden queue delete --from '' --to nobody@example.org"
            })
    int delete(@Mixin Options options, @Mixin Choice choice) {
        return change(Call.QUEUE_DELETE, options, choice);
    }

    @Command(
            name = "hold",
            description = "Keep messages from being tried until they are released.",
            footer = {
                "",
                "Examples:",
                "  mailwarden queue hold --domain example.org",
                "  mailwarden queue list --state held"
            })
    int hold(@Mixin Options options, @Mixin Choice choice) {
        return change(Call.QUEUE_HOLD, options, choice);
    }

    @Command(
            name = "release",
            description = {
                "Try held messages again, at once: those that somebody held, and those that failed"
                        + " and whose sender could not be told."
            },
            footer = {
                "",
                "Examples:",
                "  mailwarden queue release 019a0000-0000-7000-8000-000000000000",
                "  mailwarden queue release --domain example.org"
            })
    int release(@Mixin Options options, @Mixin Choice choice) {
        return change(Call.QUEUE_RELEASE, options, choice);
    }

    @Command(
            name = "redirect",
            description = {
                "Send messages to another host from now on, whatever the routes say. What is held"
                        + " stays held."
            },
            footer = {
                "",
                "Examples:",
                "  mailwarden queue redirect --host other.example.org --domain example.org",
                "  mailwarden queue redirect --host 192.0.2.7:2525 --tls require --all"
            })
    int redirect(@Mixin Options options, @Mixin Choice choice, @Mixin Way way) {
        Table table = new Table("JOURNEY", "RECIPIENTS");
        return options.call(
                Call.QUEUE_REDIRECT,
                way.redirection(choice.filter(options)),
                table,
                row -> table.add(row.journey(), row.recipients()));
    }

    /** Where messages are redirected to. */
    static final class Way {

        @Option(
                names = "--host",
                required = true,
                paramLabel = "HOST[:PORT]",
                description = "The host, with its port unless that is 25.")
        private String host = "";

        @Option(
                names = "--tls",
                paramLabel = "POLICY",
                description =
                        "none, attempt, require, verify, implicit or implicit-verify (default:"
                                + " ${DEFAULT-VALUE}).")
        private String tls = "attempt";

        @Option(
                names = "--mx",
                description = "The host is a domain; its MX records name the hosts.")
        private boolean mx;

        Redirection redirection(QueueFilter which) {
            return new Redirection(which, host, tls, mx);
        }
    }

    private int change(Call<QueueFilter, ChangedRow> call, Options options, Choice choice) {
        Table table = new Table("JOURNEY", "RECIPIENTS");
        return options.call(
                call,
                choice.filter(options),
                table,
                row -> table.add(row.journey(), row.recipients()));
    }

    /** Which messages a command changes: never all of them unless that is said. */
    static final class Choice {

        @Mixin private Filter filter = new Filter();

        @Parameters(
                arity = "0..1",
                paramLabel = "JOURNEY",
                description = "One message, by its journey id.")
        private Optional<String> journey = Optional.empty();

        @Option(names = "--all", description = "Every message.")
        private boolean all;

        QueueFilter filter(Options options) {
            QueueFilter chosen = filter.values(journey, options);
            if (chosen.fitsEverything() != all) {
                throw options.misuse("name a journey, or what to look for, or --all");
            }
            return chosen;
        }
    }

    @Command(
            name = "audit",
            description = {
                "Check that every accepted recipient was delivered, bounced or removed, or is"
                        + " queued or held."
            })
    int audit(@Mixin Options options) {
        Table table =
                new Table(
                        "ACCEPTED",
                        "DELIVERED",
                        "BOUNCED",
                        "QUEUED",
                        "HELD",
                        "SET-ASIDE",
                        "REMOVED",
                        "MISSING");
        return options.call(
                Call.QUEUE_AUDIT,
                new NoArguments(),
                table,
                row ->
                        table.add(
                                row.accepted(),
                                row.delivered(),
                                row.bounced(),
                                row.queued(),
                                row.held(),
                                row.setAside(),
                                row.removed(),
                                row.missing()));
    }

    /** Which messages a command is about. */
    static final class Filter {

        private static final List<String> STATES =
                List.of("ready", "active", "deferred", "paused", "held");

        @Option(
                names = "--from",
                paramLabel = "ADDRESS",
                description = "With this sender; '' for notifications.")
        private Optional<String> from = Optional.empty();

        @Option(
                names = "--to",
                paramLabel = "ADDRESS",
                description = "With this recipient still queued.")
        private Optional<String> to = Optional.empty();

        @Option(
                names = "--domain",
                paramLabel = "DOMAIN",
                description = "With a recipient in this domain still queued.")
        private Optional<String> domain = Optional.empty();

        @Option(
                names = "--state",
                paramLabel = "STATE",
                description = "In this state: ready, active, deferred, paused or held.")
        private Optional<String> state = Optional.empty();

        @Option(
                names = "--older-than",
                paramLabel = "AGE",
                description = "Accepted longer ago than this, such as 30m, 4h or 2d.")
        private Optional<String> olderThan = Optional.empty();

        @Option(
                names = "--newer-than",
                paramLabel = "AGE",
                description = "Accepted less long ago than this.")
        private Optional<String> newerThan = Optional.empty();

        @Option(names = "--reason", paramLabel = "TEXT", description = "With this in the reason.")
        private Optional<String> reason = Optional.empty();

        @Option(
                names = "--most",
                paramLabel = "N",
                description = "At most so many messages (default: ${DEFAULT-VALUE}).")
        private int most = 1_000;

        QueueFilter values(Optional<String> journey, Options options) {
            if (state.isPresent() && !STATES.contains(state.get())) {
                throw options.misuse("--state is one of " + String.join(", ", STATES));
            }
            return new QueueFilter(
                    journey,
                    from,
                    to,
                    domain,
                    state,
                    reason,
                    age("--older-than", olderThan, options),
                    age("--newer-than", newerThan, options),
                    most);
        }

        private static Optional<Duration> age(String name, Optional<String> text, Options options) {
            return text.map(age ->
                    Durations.parse(age)
                            .orElseThrow(() ->
                                    options.misuse(
                                            name + " is a time in s, m, h or d, such as 4h")));
        }
    }
}
