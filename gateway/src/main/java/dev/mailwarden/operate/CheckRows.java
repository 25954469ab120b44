package dev.mailwarden.operate;

import dev.mailwarden.decide.Explanation;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.CopyShelf.CopyName;
import dev.mailwarden.message.Edit;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.Letter;
import dev.mailwarden.pipeline.Rehearsal.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What would become of a message, as rows. */
final class CheckRows {

    /** More of a text is not needed to know it again. */
    private static final int MAX_TEXT = 60;

    /** Of one kind in one row: a rule may have thousands of blind copies. */
    private static final int MAX_WORDS = 200;

    private CheckRows() {}

    static List<CheckRow> of(Outcome.Judged judged) {
        List<CheckRow> rows = new ArrayList<>();
        List<Judgement> judgements = judged.decision().judgements();
        for (int i = 0; i < judgements.size(); i++) {
            rows.add(row(judged, judgements.get(i), judged.kept().get(i)));
        }
        return rows;
    }

    private static CheckRow row(Outcome.Judged judged, Judgement judgement, List<CopyName> kept) {
        List<Mailbox> recipients =
                judgement.recipients().stream()
                        .map(place -> judged.envelope().recipients().get(place).mailbox())
                        .toList();
        return new CheckRow(
                WhyRows.first(recipients),
                WhyRows.more(recipients),
                judged.reply().toString(),
                judgement.edits().stream().limit(MAX_WORDS).map(CheckRows::words).toList(),
                judgement.letters().stream().map(CheckRows::words).toList(),
                copies(judgement, kept),
                judgement.recipients().stream().anyMatch(judged.signaturesBroken()::contains),
                WhyRows.of(judged.decision().revision(), share(judged.explanation(), judgement)));
    }

    private static Explanation.Share share(Explanation explanation, Judgement judgement) {
        int recipient = judgement.recipients().getFirst();
        return explanation.shares().stream()
                .filter(share -> share.recipients().contains(recipient))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> copies(Judgement judgement, List<CopyName> kept) {
        List<String> copies = new ArrayList<>();
        kept.forEach(name -> copies.add("the original to " + WhyRows.word(name.store())));
        judgement.blindCopies().stream()
                .map(Mailbox::toString)
                .sorted()
                .limit(MAX_WORDS)
                .forEach(mailbox -> copies.add("a blind copy to " + mailbox));
        return copies;
    }

    private static String words(Letter letter) {
        return "to %s: %s%s"
                .formatted(
                        addresses(letter.to()),
                        letter.subject(),
                        letter.attachOriginal() ? " (with the original)" : "");
    }

    private static String addresses(Collection<Mailbox> mailboxes) {
        String shown =
                mailboxes.stream()
                        .map(Mailbox::toString)
                        .sorted()
                        .limit(WhyRows.MAX_RECIPIENTS)
                        .collect(Collectors.joining(", "));
        int more = mailboxes.size() - WhyRows.MAX_RECIPIENTS;
        return more > 0 ? shown + " and " + more + " more" : shown;
    }

    static String words(Edit edit) {
        return switch (edit) {
            case Edit.TagSubject(String tag) -> "put " + tag + " before the subject";
            case Edit.AddField(String name, String value) -> "add " + name + ": " + value;
            case Edit.AddPartField(String part, String name, String value) ->
                    "add to part " + part + " " + name + ": " + value;
            case Edit.DeleteFields(String name) -> "delete all fields " + name;
            case Edit.DeleteFamily(String beginning) ->
                    "delete all fields that begin with " + beginning;
            case Edit.SetField(String name, String value) -> "set " + name + ": " + value;
            case Edit.RemovePart(String part, String text) ->
                    "put a text in place of part " + part + ": " + cut(text);
            case Edit.AddText(String text, _, boolean top) ->
                    "put a text at the " + (top ? "top: " : "end: ") + cut(text);
        };
    }

    /** {@return the beginning of a text in one line} */
    private static String cut(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= MAX_TEXT
                ? line
                : line.substring(0, line.offsetByCodePoints(0, MAX_TEXT)) + "...";
    }
}
