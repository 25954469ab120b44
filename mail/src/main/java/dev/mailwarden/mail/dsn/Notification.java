package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.mail.mime.HeaderField;
import dev.mailwarden.mail.mime.Message;
import dev.mailwarden.mail.mime.Octets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A message that may be a report, taken apart for those who look for one. */
final class Notification {

    /** Reports are small; what is more than this belongs to the last part. */
    private static final Limits LIMITS = Limits.DEFAULT.withDepth(16).withParts(500);

    private final dev.mailwarden.mail.mime.Part root;
    private final List<Part> parts = new ArrayList<>();
    private final List<String> words;

    private Notification(Message message, Budget budget) {
        this.root = message.root();
        add(root, budget);
        List<String> plain = wordsOf("text/plain", "multipart/");
        this.words = plain.stream().allMatch(String::isBlank) ? untagged() : plain;
    }

    /** Takes the beginning of a message apart, as much as is looked at. */
    static Notification of(byte[] message) {
        byte[] beginning =
                message.length <= ReportReader.MAX_OCTETS
                        ? message
                        : Arrays.copyOf(message, ReportReader.MAX_OCTETS);
        Budget budget = Budget.open(LIMITS, () -> 0, Duration.ofSeconds(1)); // octets, not time
        try {
            return new Notification(Message.declared(Octets.of(beginning), budget), budget);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the octets are in memory
        }
    }

    /** Goes into multiparts, but not into messages that are enclosed. */
    private void add(dev.mailwarden.mail.mime.Part part, Budget budget) {
        if (part.mediaType().startsWith("multipart/") && !part.isLeaf()) {
            part.children().forEach(child -> add(child, budget));
        } else {
            parts.add(new Part(part, budget));
        }
    }

    /** {@return the value of the topmost field of that name, or nothing} */
    String field(String name) {
        return root.header().first(name).map(HeaderField::value).orElse("");
    }

    /** The parts, without those of enclosed messages. */
    List<Part> parts() {
        return parts;
    }

    /** {@return the lines for people, up to where the returned message begins} */
    List<String> words() {
        return words;
    }

    /** {@return the lines for people as one text} */
    String text() {
        return String.join("\n", words);
    }

    /** Whether it is a report of another kind, or holds one (RFC 6522 §3). */
    boolean isReportOn(String subject) {
        return root.contentType()
                        .parameter("report-type")
                        .orElse("")
                        .strip()
                        .equalsIgnoreCase(subject)
                || parts.stream().anyMatch(part -> part.type().equals("message/" + subject));
    }

    /** Whether a program answers for a person (RFC 3834 §5), or an old one says so. */
    boolean isAutomaticReply() {
        String submitted = field("Auto-Submitted").toLowerCase(Locale.ROOT);
        String subject = field("Subject").toLowerCase(Locale.ROOT);
        return submitted.startsWith("auto-replied")
                || root.header().first("X-Autoreply").isPresent()
                || root.header().first("X-Autorespond").isPresent()
                || subject.startsWith("auto")
                || subject.startsWith("re:");
    }

    private List<String> wordsOf(String... types) {
        var lines = new ArrayList<String>();
        for (Part part : parts) {
            if (List.of(types).stream().anyMatch(part.type()::startsWith)) {
                for (String line : part.lines(ReportReader.MAX_LINES - lines.size())) {
                    if (ReturnedMark.isAt(line)) {
                        break;
                    }
                    lines.add(line);
                }
            }
        }
        return List.copyOf(lines);
    }

    private List<String> untagged() {
        Optional<Part> html =
                parts.stream().filter(part -> part.type().equals("text/html")).findFirst();
        return html.map(part -> Markup.words(part.lines(ReportReader.MAX_LINES))).orElse(List.of());
    }
}
