package dev.mailwarden.operate;

import dev.mailwarden.operate.Calls.ApplyArguments;
import dev.mailwarden.operate.Calls.ChangedRow;
import dev.mailwarden.operate.Calls.CheckArguments;
import dev.mailwarden.operate.Calls.DiffArguments;
import dev.mailwarden.operate.Calls.ExportArguments;
import dev.mailwarden.operate.Calls.HistoryArguments;
import dev.mailwarden.operate.Calls.NoArguments;
import dev.mailwarden.operate.Calls.NoticeRow;
import dev.mailwarden.operate.Calls.QueueFilter;
import dev.mailwarden.operate.Calls.Redirection;
import dev.mailwarden.operate.Calls.RevisionRow;
import dev.mailwarden.operate.Calls.RollbackArguments;
import dev.mailwarden.operate.Calls.SettingsRow;
import dev.mailwarden.operate.Calls.SwitchArguments;
import dev.mailwarden.operate.Calls.SwitchRow;
import dev.mailwarden.operate.Calls.TraceArguments;
import dev.mailwarden.operate.Calls.WhichJourney;

/**
 * Something that can be asked of a running gateway. The argument and each row of the answer are one
 * JSON object, with the components of these records.
 *
 * @param name as on the wire
 */
public record Call<A, R>(String name, Class<A> arguments, Class<R> row) {

    /** Lists queued messages, the oldest first. */
    public static final Call<QueueFilter, QueueRow> QUEUE_LIST =
            new Call<>("queue-list", QueueFilter.class, QueueRow.class);

    /** Shows one queued message: a row for each of its recipients. */
    public static final Call<WhichJourney, RecipientRow> QUEUE_SHOW =
            new Call<>("queue-show", WhichJourney.class, RecipientRow.class);

    /** Makes the next attempt of messages due at once. */
    public static final Call<QueueFilter, ChangedRow> QUEUE_RETRY =
            new Call<>("queue-retry", QueueFilter.class, ChangedRow.class);

    /** Removes messages from the queue without telling their senders. */
    public static final Call<QueueFilter, ChangedRow> QUEUE_DELETE =
            new Call<>("queue-delete", QueueFilter.class, ChangedRow.class);

    /** Keeps messages from being tried until they are released. */
    public static final Call<QueueFilter, ChangedRow> QUEUE_HOLD =
            new Call<>("queue-hold", QueueFilter.class, ChangedRow.class);

    /** Lets held messages be tried, at once. */
    public static final Call<QueueFilter, ChangedRow> QUEUE_RELEASE =
            new Call<>("queue-release", QueueFilter.class, ChangedRow.class);

    /** Sends messages another way than the routes say, from now on. */
    public static final Call<Redirection, ChangedRow> QUEUE_REDIRECT =
            new Call<>("queue-redirect", Redirection.class, ChangedRow.class);

    /** Switches receiving or sending, and says how both are. */
    public static final Call<SwitchArguments, SwitchRow> SWITCH =
            new Call<>("switch", SwitchArguments.class, SwitchRow.class);

    /** Checks the accounting identity (TRUST-2); ends with a failure if it does not hold. */
    public static final Call<NoArguments, AuditRow> QUEUE_AUDIT =
            new Call<>("queue-audit", NoArguments.class, AuditRow.class);

    /** Tells what happened on journeys, in order. */
    public static final Call<TraceArguments, TraceRow> TRACE =
            new Call<>("trace", TraceArguments.class, TraceRow.class);

    /** Explains why it was decided so about a message: a row for each group of recipients. */
    public static final Call<WhichJourney, ExplainRow> EXPLAIN =
            new Call<>("explain", WhichJourney.class, ExplainRow.class);

    /** Says what would become of a message: a row for each group of recipients. */
    public static final Call<CheckArguments, CheckRow> CHECK =
            new Call<>("check", CheckArguments.class, CheckRow.class);

    /**
     * Takes the settings of a text, or of the gateway's own file if there is none, and shows what
     * that changes.
     */
    public static final Call<ApplyArguments, SettingsRow> APPLY =
            new Call<>("apply", ApplyArguments.class, SettingsRow.class);

    /** Takes the settings of an older revision, and shows what that changes. */
    public static final Call<RollbackArguments, SettingsRow> ROLLBACK =
            new Call<>("rollback", RollbackArguments.class, SettingsRow.class);

    /** Shows what differs between revisions, or between the one in force and the file. */
    public static final Call<DiffArguments, SettingsRow> DIFF =
            new Call<>("diff", DiffArguments.class, SettingsRow.class);

    /** Shows the settings of a revision, line by line. */
    public static final Call<ExportArguments, SettingsRow> EXPORT =
            new Call<>("export", ExportArguments.class, SettingsRow.class);

    /** Lists revisions, the newest first. */
    public static final Call<HistoryArguments, RevisionRow> HISTORY =
            new Call<>("history", HistoryArguments.class, RevisionRow.class);

    /**
     * Reads certificates and the files that settings name again; ends with a failure if it has
     * errors.
     */
    public static final Call<NoArguments, NoticeRow> RELOAD =
            new Call<>("reload", NoArguments.class, NoticeRow.class);
}
