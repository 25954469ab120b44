package dev.mailwarden.operate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The small arguments and rows of {@link Call}s. */
public final class Calls {

    private Calls() {}

    /** For a call that needs to know nothing. */
    public record NoArguments() {}

    /** Names one message. */
    public record WhichJourney(String journey) {}

    /**
     * Which messages; every part that is there must fit.
     *
     * @param sender the reverse-path, empty text for the null reverse-path
     * @param recipient one of the recipients still queued
     * @param domain domain of one of the recipients still queued
     * @param state as {@link QueueRow} has it
     * @param reason a part of the last reply or error
     * @param olderThan the 250 was given longer ago
     * @param newerThan the 250 was given less long ago
     * @param most rows wanted, 1 to 1,000,000; the rest is left alone
     */
    public record QueueFilter(
            Optional<String> journey,
            Optional<String> sender,
            Optional<String> recipient,
            Optional<String> domain,
            Optional<String> state,
            Optional<String> reason,
            Optional<Duration> olderThan,
            Optional<Duration> newerThan,
            int most) {

        /** Every message, up to so many. */
        public static QueueFilter everything(int most) {
            return new QueueFilter(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    most);
        }

        /** {@return the journey, if nothing else is asked for} */
        public Optional<String> journeyAlone() {
            return fitsEveryJourney() ? journey : Optional.empty();
        }

        /** Whether it fits every message. */
        public boolean fitsEverything() {
            return journey.isEmpty() && fitsEveryJourney();
        }

        private boolean fitsEveryJourney() {
            return sender.isEmpty()
                    && recipient.isEmpty()
                    && domain.isEmpty()
                    && state.isEmpty()
                    && reason.isEmpty()
                    && olderThan.isEmpty()
                    && newerThan.isEmpty();
        }
    }

    /**
     * Which messages go where.
     *
     * @param host name or address, with a port unless it is 25
     * @param tls as in {@code settings.routes}
     * @param mx whether the host is a domain whose MX records name the hosts
     */
    public record Redirection(QueueFilter which, String host, String tls, boolean mx) {}

    /**
     * What to trace.
     *
     * @param text a journey id, an address of a sender or recipient, or a Message-ID in brackets
     * @param most events wanted, the newest journeys first, 1 to 1,000,000
     */
    public record TraceArguments(String text, int most) {}

    /**
     * A transaction that is supposed to bring a message, which the caller has ready.
     *
     * @param from the reverse-path, empty text for the null reverse-path
     * @param client its IP address; empty for one that nobody has
     * @param helo the name it gives; empty for its address
     * @param user who has logged in
     * @param octets of the message
     */
    public record CheckArguments(
            String from,
            List<String> to,
            Optional<String> client,
            Optional<String> helo,
            Optional<String> user,
            long octets) {

        public CheckArguments {
            to = List.copyOf(to);
        }
    }

    /**
     * What is to be switched.
     *
     * @param flow {@code receiving} or {@code sending}
     * @param on empty only to ask
     */
    public record SwitchArguments(String flow, Optional<Boolean> on) {}

    /** How a switch stands. */
    public record SwitchRow(String flow, boolean on) {}

    /** A message that was changed. */
    public record ChangedRow(String journey, int recipients) {}

    /**
     * Whose settings are to be taken.
     *
     * @param file what the text that comes with the call is of, absolute; empty for the file that
     *     the gateway was started with, which it reads itself
     * @param author who changes them, if not the caller
     * @param dryRun whether it is only to be shown what would change
     */
    public record ApplyArguments(
            Optional<String> file, Optional<String> author, String comment, boolean dryRun) {}

    /** Which revision's settings are to be taken; the rest is as in {@link ApplyArguments}. */
    public record RollbackArguments(
            long revision, Optional<String> author, String comment, boolean dryRun) {}

    /**
     * What is to be compared.
     *
     * @param before a revision; empty for the one in force
     * @param after a revision; empty for the one in force, or for the gateway's file if {@code
     *     before} is empty too
     */
    public record DiffArguments(Optional<Long> before, Optional<Long> after) {}

    /** Which revision is to be written, empty for the one in force. */
    public record ExportArguments(Optional<Long> revision) {}

    /**
     * Which revisions.
     *
     * @param before only those with a smaller number
     * @param most rows wanted, 1 to 1,000,000
     */
    public record HistoryArguments(long before, int most) {}

    /**
     * A revision of the settings.
     *
     * @param inForce whether mail is handled by it now
     */
    public record RevisionRow(
            long revision, Instant at, String author, String comment, boolean inForce) {}

    /**
     * A line about settings.
     *
     * @param kind {@code error}, {@code warning} or {@code note}; {@code diff} for a line of a
     *     difference, {@code setting} for a line of a file
     */
    public record SettingsRow(String kind, String text) {}

    /**
     * Something the administrator should know.
     *
     * @param severity {@code error}, {@code warning} or {@code note}
     */
    public record NoticeRow(String severity, String text) {}
}
