package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.dsn.ReadReport.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The form of qmail, "qmail-send bounce message format": an introduction that begins in a known
 * way, then a paragraph for each recipient, which begins with the recipient in brackets and a
 * colon.
 */
final class Qsbmf implements ReportForm {

    private static final String START = "Hi. This is the";
    private static final String PROGRAM_AT = " program at ";

    @Override
    public Optional<ReadReport> read(Notification notification) {
        List<String> words = notification.words();
        int start = 0;
        while (start < words.size() && words.get(start).isBlank()) {
            start++;
        }
        if (start == words.size() || !words.get(start).startsWith(START)) {
            return Optional.empty();
        }
        List<ReadRecipient> recipients = recipients(words.subList(start, words.size()));
        return recipients.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ReadReport(
                                Source.TEXT,
                                host(words.get(start)),
                                Optional.empty(),
                                Optional.empty(),
                                recipients));
    }

    private static List<ReadRecipient> recipients(List<String> words) {
        var recipients = new ArrayList<ReadRecipient>();
        Optional<String> address = Optional.empty();
        var reason = new StringBuilder();
        for (String line : words) {
            String stripped = line.strip();
            if (stripped.startsWith("<") && stripped.endsWith(">:")) {
                add(recipients, address, reason);
                address = Optional.of(stripped.substring(1, stripped.length() - 2));
            } else {
                reason.append(line).append('\n');
            }
        }
        add(recipients, address, reason);
        return recipients;
    }

    private static void add(
            List<ReadRecipient> recipients, Optional<String> address, StringBuilder reason) {
        boolean named = address.filter(a -> !a.isEmpty()).isPresent();
        if (named && recipients.size() < ReportReader.MAX_RECIPIENTS) {
            recipients.add(
                    ReadRecipient.told(
                            address, ReadAction.FAILED, SaidStatus.in(reason.toString())));
        }
        reason.setLength(0);
    }

    private static Optional<String> host(String line) {
        int at = line.indexOf(PROGRAM_AT);
        String host = at < 0 ? "" : line.substring(at + PROGRAM_AT.length()).strip();
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }
}
