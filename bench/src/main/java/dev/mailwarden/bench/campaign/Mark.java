package dev.mailwarden.bench.campaign;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.mail.edit.Alterations;
import dev.mailwarden.mail.mime.Message;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.Part;
import dev.mailwarden.mail.mime.Range;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/** A kind of mark as the gateway puts it on messages; {@code compare-marks.py} knows them all. */
enum Mark {
    TAG,
    HEADER,
    DISCLAIMER,
    REMOVAL;

    private static final String SUBJECT_TAG = "[Verd\u00e4chtig]";
    private static final String NOTE = "Bottom note: Gr\u00fc\u00dfe from us.";
    private static final String HTML = "<p>Bottom note: <b>Gr\u00fc\u00dfe</b> from us.</p>";

    /** {@return its name for the comparing program} */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the message with it; empty if there is nothing to put it on} */
    Optional<byte[]> put(byte[] message) throws IOException {
        Budget budget = Budget.open(Limits.DEFAULT, () -> 0, Duration.ofMinutes(1));
        Message tree = Message.parse(Octets.of(message), budget);
        var changes = new Alterations();
        switch (this) {
            case TAG -> changes.tagSubject(SUBJECT_TAG);
            case HEADER -> {
                changes.addField("X-Mailwarden-Rule", "corpus");
                changes.deleteFields("X-Mailer");
                changes.setField("X-Set", "value");
            }
            case DISCLAIMER -> changes.addText(NOTE, HTML, false);
            case REMOVAL -> {
                Optional<Part> attachment = attachment(tree);
                if (attachment.isEmpty()) {
                    return Optional.empty();
                }
                changes.removePart(attachment.get().path(), "This part was removed.");
            }
        }
        Octets marked = changes.of(tree, budget, new SplittableRandom(1)).octets();
        return Optional.of(marked.copy(new Range(0, marked.length())));
    }

    private static Optional<Part> attachment(Message message) {
        return message.parts().stream()
                .filter(part -> part.isLeaf() && part.parent().isPresent())
                .filter(part -> !part.path().contains("~") && !part.bodyRange().isEmpty())
                .filter(part -> !part.mediaType().startsWith("message/"))
                .reduce((_, last) -> last);
    }
}
