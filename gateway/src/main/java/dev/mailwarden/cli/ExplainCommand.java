package dev.mailwarden.cli;

import dev.mailwarden.operate.Call;
import dev.mailwarden.operate.Calls.WhichJourney;
import dev.mailwarden.operate.ExplainRow;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mailwarden explain …}. */
@Command(
        name = "explain",
        description = {
            "Tell why it was decided so about a message: the rule, the lists, what each module"
                    + " said, and what would have led elsewhere."
        },
        footer = {
            "",
            "Examples:",
            "  mailwarden explain 019a0000-0000-7000-8000-000000000000",
            "  mailwarden explain 019a0000-0000-7000-8000-000000000000 --json"
        })
final class ExplainCommand implements Callable<Integer> {

    @Mixin private Options options = new Options();

    @Parameters(
            paramLabel = "JOURNEY",
            description = "The journey id, as in replies, headers and trace.")
    private String journey = "";

    private boolean begun;

    @Override
    public Integer call() {
        begun = false;
        return options.show(
                Call.EXPLAIN,
                new WhichJourney(journey),
                "",
                row -> lines(row, !begun).forEach(this::say));
    }

    private void say(String line) {
        begun = true;
        options.say(line);
    }

    /**
     * {@return a row for people}
     *
     * @param first whether it is the first of its message
     */
    static List<String> lines(ExplainRow row, boolean first) {
        var text = new WhyText();
        if (first) {
            text.heading("Journey " + row.journey());
            text.add("at", row.at().truncatedTo(ChronoUnit.SECONDS).toString());
            text.add("from", "<" + row.sender() + "> by client " + row.client());
        }
        if (first && !row.subject().isEmpty()) {
            text.add("subject", row.subject());
        }
        text.heading("");
        text.heading(
                row.recipients().isEmpty()
                        ? "No recipient"
                        : "For " + WhyText.recipients(row.recipients(), row.moreRecipients()));
        row.refused()
                .ifPresent(refused -> {
                    text.add("refused at", refused.command());
                    text.add("reply", refused.reply());
                });
        row.judged().ifPresent(text::why);
        return text.lines();
    }
}
