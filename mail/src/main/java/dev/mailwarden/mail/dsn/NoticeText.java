package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.dsn.ReadReport.Source;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Events of Amazon SES, passed on as JSON in the text of a message. */
final class NoticeText implements ReportForm {

    private static final String TYPE = "notificationType";

    @Override
    public Optional<ReadReport> read(Notification notification) {
        String text = String.join("", notification.words()).replace("\\\"", "\"");
        List<ReadRecipient> recipients =
                switch (string(text, TYPE).orElse("")) {
                    case "Bounce" -> bounced(list(text, "bouncedRecipients"));
                    case "Delivery" ->
                            delivered(
                                    list(text, "recipients"),
                                    string(text, "smtpResponse").orElse(""));
                    default -> List.of();
                };
        return recipients.isEmpty()
                ? Optional.empty()
                : Optional.of(ReadReport.told(Source.TEXT, recipients));
    }

    private static List<ReadRecipient> bounced(String list) {
        var recipients = new ArrayList<ReadRecipient>();
        int from = list.indexOf('{');
        while (from >= 0 && recipients.size() < ReportReader.MAX_RECIPIENTS) {
            int next = list.indexOf('{', from + 1);
            String entry = list.substring(from, next < 0 ? list.length() : next);
            Optional<EnhancedStatusCode> status =
                    string(entry, "status").flatMap(SaidStatus::startOf);
            ReadAction action =
                    string(entry, "action").flatMap(ReadAction::of).orElse(ReadAction.FAILED);
            string(entry, "emailAddress")
                    .flatMap(TextAddress::startOf)
                    .ifPresent(address ->
                            recipients.add(
                                    ReadRecipient.told(
                                            Optional.of(address.address()), action, status)));
            from = next;
        }
        return recipients;
    }

    private static List<ReadRecipient> delivered(String list, String reply) {
        int space = reply.indexOf(' ');
        Optional<EnhancedStatusCode> status = SaidStatus.startOf(reply.substring(space + 1));
        var recipients = new ArrayList<ReadRecipient>();
        for (String entry : list.split(",", ReportReader.MAX_RECIPIENTS)) {
            TextAddress.startOf(entry)
                    .ifPresent(address ->
                            recipients.add(
                                    ReadRecipient.told(
                                            Optional.of(address.address()),
                                            ReadAction.DELIVERED,
                                            status)));
        }
        return recipients;
    }

    /** {@return the string that is the value of a key} */
    private static Optional<String> string(String json, String key) {
        int value = valueOf(json, key);
        if (value < 0 || value >= json.length() || json.charAt(value) != '"') {
            return Optional.empty();
        }
        int end = json.indexOf('"', value + 1);
        return end < 0 ? Optional.empty() : Optional.of(json.substring(value + 1, end));
    }

    /** {@return what stands in the brackets that are the value of a key} */
    private static String list(String json, String key) {
        int value = valueOf(json, key);
        if (value < 0 || value >= json.length() || json.charAt(value) != '[') {
            return "";
        }
        int end = json.indexOf(']', value);
        return json.substring(value + 1, end < 0 ? json.length() : end);
    }

    private static int valueOf(String json, String key) {
        String quoted = '"' + key + '"';
        int start = json.indexOf(quoted);
        if (start < 0) {
            return -1;
        }
        int i = start + quoted.length();
        while (i < json.length() && (json.charAt(i) == ' ' || json.charAt(i) == ':')) {
            i++;
        }
        return i;
    }
}
