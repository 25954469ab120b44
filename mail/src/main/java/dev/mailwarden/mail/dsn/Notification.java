package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.mail.mime.HeaderField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A message that may be a report, taken apart for those who look for one. */
final class Notification {

    private final HeaderBlock header;
    private final MediaType type;
    private final List<Part> parts;
    private final List<String> words;

    Notification(byte[] message, int end) {
        this.header = HeaderBlock.read(message, 0, end);
        this.type = MediaType.of(header);
        this.parts = PartWalk.of(message, end);
        List<String> plain = wordsOf("text/plain", "multipart/");
        this.words = plain.stream().allMatch(String::isBlank) ? untagged() : plain;
    }

    /** {@return the value of the topmost field of that name, or nothing} */
    String field(String name) {
        return header.first(name).map(HeaderField::value).orElse("");
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
        return type.parameter("report-type").orElse("").strip().equalsIgnoreCase(subject)
                || parts.stream().anyMatch(part -> part.type().equals("message/" + subject));
    }

    /** Whether a program answers for a person (RFC 3834 §5), or an old one says so. */
    boolean isAutomaticReply() {
        String submitted = field("Auto-Submitted").toLowerCase(Locale.ROOT);
        String subject = field("Subject").toLowerCase(Locale.ROOT);
        return submitted.startsWith("auto-replied")
                || header.first("X-Autoreply").isPresent()
                || header.first("X-Autorespond").isPresent()
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
