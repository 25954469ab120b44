package dev.mailwarden.act;

import dev.mailwarden.mail.edit.Original;
import dev.mailwarden.mail.edit.OwnMessage;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Letter;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Writes what is sent because of a message: notifications, and copies that its sender does not know
 * of. Both go with the null reverse-path, so that no bounce of theirs reaches a stranger.
 * Immutable.
 */
final class Letters {

    private static final String AUTHOR = "Mailwarden";

    private final Domain host;
    private final Supplier<Mailbox> from;
    private final InstantSource clock;
    private final RandomGenerator random;

    Letters(Domain host, Supplier<Mailbox> from, InstantSource clock, RandomGenerator random) {
        this.host = host;
        this.from = from;
        this.clock = clock;
        this.random = random;
    }

    /** A message of our own with the first event of its journey. */
    record Posted(Batch.Post post, Event event) {}

    /** Writes a notification about a message. */
    Posted post(Letter letter, InboundMail about, Octets octets, Drafts drafts) throws IOException {
        Instant now = clock.instant();
        JourneyId journey = JourneyId.of(now, random);
        List<Mailbox> to = inOrder(letter.to());
        var message =
                new OwnMessage(
                        from.get(),
                        AUTHOR,
                        to,
                        letter.subject(),
                        letter.text(),
                        letter.html(),
                        journey + "@" + host,
                        now);
        Optional<Original> original =
                letter.attachOriginal() ? Optional.of(original(about, octets)) : Optional.empty();
        Content content = drafts.write(message.octets(original, random), false);
        boolean utf8 =
                message.needsSmtpUtf8() || original.filter(Original::eightBitHeader).isPresent();
        boolean binary = original.filter(Original::binary).isPresent();
        BodyType body = binary ? BodyType.BINARY_MIME : bodyType(content.facts());
        return posted(
                journey,
                now,
                Envelope.ofOurOwn(body, utf8, to),
                content,
                "<" + message.messageId() + ">");
    }

    /** The original for others beside its recipients (ACT-6). */
    Posted copy(Set<Mailbox> to, InboundMail mail, Drafts drafts) throws IOException {
        Instant now = clock.instant();
        var parameters = mail.envelope().parameters();
        return posted(
                JourneyId.of(now, random),
                now,
                Envelope.ofOurOwn(parameters.body(), parameters.smtpUtf8(), inOrder(to)),
                drafts.copy(mail.content()),
                mail.messageId());
    }

    private static List<Mailbox> inOrder(Set<Mailbox> mailboxes) {
        return mailboxes.stream().sorted(Comparator.comparing(Mailbox::toString)).toList();
    }

    private static Original original(InboundMail mail, Octets octets) {
        ContentFacts facts = mail.content().facts();
        return new Original(
                octets,
                facts.eightBitHeader(),
                facts.eightBitBody(),
                mail.envelope().parameters().body() == BodyType.BINARY_MIME);
    }

    private static BodyType bodyType(ContentFacts facts) {
        return facts.eightBitBody() ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT;
    }

    private Posted posted(
            JourneyId journey, Instant now, Envelope envelope, Content content, String messageId) {
        var received =
                new Event.Received(
                        journey,
                        0,
                        now,
                        Arrival.ofOurOwn(now, host),
                        envelope,
                        content.length(),
                        content.facts(),
                        messageId);
        return new Posted(new Batch.Post(journey, envelope, content), received);
    }
}
