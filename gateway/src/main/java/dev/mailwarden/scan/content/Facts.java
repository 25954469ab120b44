package dev.mailwarden.scan.content;

import dev.mailwarden.mail.budget.Resource;
import dev.mailwarden.mail.mime.Charsets;
import dev.mailwarden.mail.mime.EncodedWords;
import dev.mailwarden.mail.mime.HeaderField;
import dev.mailwarden.mail.mime.Part;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Reason;
import dev.mailwarden.policy.Condition.Place;
import dev.mailwarden.scan.MailObject;
import dev.mailwarden.scan.Subject;
import dev.mailwarden.scan.UnableException;
import dev.mailwarden.scan.text.HtmlFinding;
import dev.mailwarden.scan.text.HtmlReader;
import dev.mailwarden.scan.text.HtmlText;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The texts of one message, each made once and only if a condition asks. Used by one thread. */
final class Facts {

    /** Octets of the text of one part that are looked at. */
    static final int MAX_TEXT = 4 << 20;

    /** Octets of the texts of all parts that are held, since every condition looks at all. */
    static final int MAX_TEXTS = 16 << 20;

    private static final Set<Character> AROUND_ADDRESSES =
            Set.of('<', '>', ',', ';', '"', '(', ')', ' ', '\t', ':');

    private final Subject subject;
    private final HtmlReader pages;
    private final Map<Place, Texts> known = new EnumMap<>(Place.class);

    /**
     * Texts of a place.
     *
     * @param unseen why there may be more
     */
    record Texts(List<Found> texts, Optional<Reason> unseen) {

        Texts {
            texts = List.copyOf(texts);
        }
    }

    /**
     * A text.
     *
     * @param part where it stands; empty for header and envelope
     */
    record Found(String text, String part) {}

    Facts(Subject subject, HtmlReader pages) {
        this.subject = subject;
        this.pages = pages;
    }

    Subject subject() {
        return subject;
    }

    /** {@return the texts of a place that is not about attachments} */
    Texts texts(Place place, String header) throws IOException, InterruptedException {
        if (place == Place.HEADER) {
            return header(texts(header));
        }
        Texts before = known.get(place);
        if (before != null) {
            return before;
        }
        Texts made =
                switch (place) {
                    case SUBJECT -> header(texts("Subject"));
                    case SENDER -> header(senders());
                    case RECIPIENT -> header(recipients());
                    case CC -> header(withAddresses(texts("Cc")));
                    case BODY -> bodies();
                    case HEADER, ATTACHMENT_NAME, INNER_NAME ->
                            throw new IllegalArgumentException("no texts of " + place);
                };
        known.put(place, made);
        return made;
    }

    private static Texts header(Set<String> texts) {
        return new Texts(
                texts.stream().map(text -> new Found(text, "")).toList(), Optional.empty());
    }

    /** The values of all fields of a name, in all readings of the top header. */
    private Set<String> texts(String name) {
        Set<String> values = new LinkedHashSet<>();
        Part root = subject.message().root();
        add(root, name, values);
        root.views().forEach(view -> add(view, name, values));
        return values;
    }

    private static void add(Part part, String name, Set<String> values) {
        for (HeaderField field : part.header().all(name)) {
            String value = field.value();
            values.add(EncodedWords.decode(value));
            values.add(value);
        }
    }

    private Set<String> senders() {
        Set<String> senders = new LinkedHashSet<>();
        Envelope envelope = subject.mail().envelope();
        envelope.reversePath().asMailbox().ifPresent(mailbox -> senders.add(mailbox.toString()));
        senders.addAll(withAddresses(texts("From")));
        return senders;
    }

    private Set<String> recipients() {
        Set<String> recipients = new LinkedHashSet<>();
        subject.mail()
                .envelope()
                .recipients()
                .forEach(recipient -> recipients.add(recipient.mailbox().toString()));
        recipients.addAll(withAddresses(texts("To")));
        return recipients;
    }

    /** Adds to each list of addresses what stands in it, so that masks can match the whole. */
    private static Set<String> withAddresses(Set<String> fields) {
        Set<String> all = new LinkedHashSet<>(fields);
        for (String field : fields) {
            for (int at = field.indexOf('@'); at >= 0; at = field.indexOf('@', at + 1)) {
                all.add(field.substring(begin(field, at), end(field, at)));
            }
        }
        return all;
    }

    private static int begin(String field, int at) {
        int begin = at;
        while (begin > 0 && !AROUND_ADDRESSES.contains(field.charAt(begin - 1))) {
            begin--;
        }
        return begin;
    }

    private static int end(String field, int at) {
        int end = at;
        while (end < field.length() && !AROUND_ADDRESSES.contains(field.charAt(end))) {
            end++;
        }
        return end;
    }

    /** {@return why not all that the message holds was seen, if something ran out on the way} */
    Optional<Reason> unseen() {
        return subject.budget()
                .exhausted()
                .filter(resource -> resource != Resource.WALL_TIME)
                .map(UnableException::reasonOf);
    }

    private Texts bodies() throws IOException {
        List<Found> texts = new ArrayList<>();
        Optional<Reason> unseen = Optional.empty();
        int left = MAX_TEXTS;
        for (Part part : subject.message().leaves()) {
            if (part.mediaType().startsWith("text/")
                    && !part.disposition().head().equals("attachment")) {
                int most = Math.min(left, MAX_TEXT);
                byte[] octets = beginning(part, most);
                left -= octets.length;
                String text =
                        Charsets.decode(octets, part.contentType().parameter("charset").orElse(""));
                boolean all = octets.length < most;
                if (part.mediaType().equals("text/html")) {
                    all &= addPage(text, part, texts);
                } else {
                    texts.add(new Found(text, part.path()));
                }
                if (!all) {
                    unseen = Optional.of(Reason.SIZE_LIMIT);
                }
            }
        }
        return new Texts(texts, unseen);
    }

    /** Adds what is seen and what is hidden. {@return whether that is all of it} */
    private boolean addPage(String page, Part part, List<Found> texts) {
        HtmlText html = pages.read(page);
        for (String text : List.of(html.visible(), html.hidden(), html.comments())) {
            texts.add(new Found(text, part.path()));
        }
        return !html.findings().contains(HtmlFinding.LIMIT_REACHED);
    }

    private byte[] beginning(Part part, int most) throws IOException {
        try (InputStream body = part.body(subject.budget())) {
            return body.readNBytes(most);
        }
    }

    /** {@return what is attached, with what is in it if that is wanted} */
    List<MailObject> objects(boolean inside) throws IOException, InterruptedException {
        return inside ? subject.objects() : subject.parts();
    }
}
