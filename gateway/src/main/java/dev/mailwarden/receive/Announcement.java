package dev.mailwarden.receive;

import dev.mailwarden.config.Settings.Limits;
import dev.mailwarden.mail.sasl.Mechanism;
import dev.mailwarden.mail.smtp.XClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The keywords of an EHLO reply, one a line (RFC 5321 §4.1.1.1). */
final class Announcement {

    private Announcement() {}

    /**
     * @param mechanisms of AUTH; none: it is not offered
     * @param xclient for servers in front, and then whether a log-in that they tell is believed
     */
    static List<String> of(
            Limits limits,
            boolean startTls,
            List<Mechanism> mechanisms,
            Optional<Boolean> xclient) {
        List<String> keywords = new ArrayList<>();
        keywords.add("PIPELINING");
        keywords.add("SIZE " + limits.messageOctets());
        keywords.add("8BITMIME");
        keywords.add("SMTPUTF8");
        keywords.add("CHUNKING");
        keywords.add("BINARYMIME");
        keywords.add("DSN");
        keywords.add("PRDR");
        if (startTls) {
            keywords.add("STARTTLS");
        }
        if (!mechanisms.isEmpty()) {
            keywords.add(
                    mechanisms.stream()
                            .map(Mechanism::title)
                            .collect(Collectors.joining(" ", "AUTH ", "")));
        }
        xclient.ifPresent(logIn -> keywords.add("XCLIENT " + attributes(logIn)));
        keywords.add(
                "LIMITS RCPTMAX=%d MAILMAX=%d"
                        .formatted(limits.recipients(), limits.transactions()));
        keywords.add("ENHANCEDSTATUSCODES");
        return keywords;
    }

    private static String attributes(boolean logIn) {
        return Arrays.stream(XClient.Attribute.values())
                .filter(attribute -> logIn || attribute != XClient.Attribute.LOGIN)
                .map(XClient.Attribute::name)
                .collect(Collectors.joining(" "));
    }
}
