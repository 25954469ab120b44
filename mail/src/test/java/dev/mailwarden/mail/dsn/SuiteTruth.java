package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A row of {@code suite.tsv}, or what was read, in its words. */
record SuiteTruth(
        String file,
        String kind,
        List<String> recipients,
        List<String> actions,
        List<String> statuses,
        String evidence) {

    static final String REPORT = "report";
    static final String NOT_A_REPORT = "not-a-report";
    static final String UNKNOWN = "unknown";

    static List<SuiteTruth> all() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(SuiteTruth.class.getResourceAsStream("suite.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(cells ->
                            new SuiteTruth(
                                    cells[0],
                                    cells[1],
                                    list(cells[2]),
                                    list(cells[3]),
                                    list(cells[4]),
                                    cells[5]))
                    .toList();
        }
    }

    /** {@return the same row with what a reading says in place of the truth} */
    SuiteTruth as(ReportReading reading) {
        return switch (reading) {
            case NoReport _ ->
                    new SuiteTruth(file, NOT_A_REPORT, List.of(), List.of(), List.of(), evidence);
            case ReadReport report -> as(report);
        };
    }

    private SuiteTruth as(ReadReport report) {
        var recipients = new ArrayList<String>();
        var actions = new ArrayList<String>();
        var statuses = new ArrayList<String>();
        for (ReadRecipient recipient : report.recipients()) {
            recipients.add(recipient.address().map(RecipientAddress::address).orElse(UNKNOWN));
            actions.add(
                    recipient
                            .action()
                            .map(action -> action.name().toLowerCase(Locale.ROOT))
                            .orElse(UNKNOWN));
            statuses.add(recipient.status().map(EnhancedStatusCode::toString).orElse(UNKNOWN));
        }
        return new SuiteTruth(file, REPORT, recipients, actions, statuses, evidence);
    }

    private static List<String> list(String cell) {
        return cell.equals("-") ? List.of() : Arrays.asList(cell.split(",", -1));
    }
}
