package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Outcomes;
import dev.mailwarden.bench.load.Parcel;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the listener answered to the messages of the corpus.
 *
 * <p>Safe for any number of threads.
 */
final class CorpusAnswers implements Outcomes {

    /** Words that say what is wrong with a message that SMTP does not allow. */
    private static final Pattern CAUSE =
            Pattern.compile(
                    "5\\d\\d .*\\b(bare|CR|LF|NUL|line ending)\\b.*", Pattern.CASE_INSENSITIVE);

    private final CorpusMail mail;
    private final Report report;
    private final Map<String, Integer> replies = new TreeMap<>();
    private long accepted;
    private long wronglyAccepted;
    private long refused;
    private long withoutCause;
    private long wronglyRefused;
    private long broken;

    CorpusAnswers(CorpusMail mail, Report report) {
        this.mail = mail;
        this.report = report;
    }

    @Override
    public synchronized void accepted(Parcel parcel, long startNanos, long ackNanos) {
        accepted++;
        if (mail.mustBeRefused(parcel.id())) {
            wronglyAccepted++;
            report.line("taken with a bare CR: " + mail.name(parcel.id()));
        }
    }

    @Override
    public synchronized void refused(Parcel parcel, String reply) {
        refused++;
        if (!CAUSE.matcher(reply).matches()) {
            withoutCause++;
        }
        if (!mail.mustBeRefused(parcel.id())) {
            wronglyRefused++;
            report.line("refused without a bare CR: " + mail.name(parcel.id()) + ": " + reply);
        }
        replies.merge(withoutId(reply), 1, Integer::sum);
    }

    private static String withoutId(String reply) {
        return reply.replaceAll("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "ID");
    }

    @Override
    public synchronized void broken(Parcel parcel, String why) {
        broken++;
        report.line("broken off: " + mail.name(parcel.id()) + ": " + why);
    }

    @Override
    public synchronized void unreachable(String why) {
        broken++;
        report.line("no session: " + why);
    }

    synchronized long accepted() {
        return accepted;
    }

    /** Messages with a bare CR that were taken. */
    synchronized long wronglyAccepted() {
        return wronglyAccepted;
    }

    synchronized long refused() {
        return refused;
    }

    /** Refusals whose reply does not say what is wrong. */
    synchronized long withoutCause() {
        return withoutCause;
    }

    /** Messages without a bare CR that were refused. */
    synchronized long wronglyRefused() {
        return wronglyRefused;
    }

    /** Messages of which nobody knows what became of them. */
    synchronized long broken() {
        return broken;
    }

    /** {@return how often each reply refused a message, ids left out} */
    synchronized Map<String, Integer> replies() {
        return new TreeMap<>(replies);
    }
}
