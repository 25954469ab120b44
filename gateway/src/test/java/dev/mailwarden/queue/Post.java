package dev.mailwarden.queue;

import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Router;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.spool.StoredContent;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes mail. */
public final class Post {

    /** By MX, a route for each domain. */
    public static final Router BY_DOMAIN = mailbox -> new Route.Mx(mailbox.domain());

    static final String HEADER = "Subject: hello\r\nX-Test: yes\r\n\r\n";

    private Post() {}

    /** A short message from {@code from} (empty: the null reverse-path) to some mailboxes. */
    public static InboundMail mail(Spool spool, RandomGenerator random, String from, String... to)
            throws IOException {
        return mail(spool, random, envelope(from, to), HEADER + "body of " + from + "\r\n");
    }

    static InboundMail mail(Spool spool, RandomGenerator random, Envelope envelope, String text)
            throws IOException {
        return mail(spool, random, Arrival.Origin.INSIDE, envelope, text);
    }

    static InboundMail mail(
            Spool spool,
            RandomGenerator random,
            Arrival.Origin origin,
            Envelope envelope,
            String text)
            throws IOException {
        StoredContent content = content(spool, text.getBytes(StandardCharsets.UTF_8));
        return new InboundMail(
                JourneyId.of(StandingClock.START, random),
                new Arrival(
                        StandingClock.START,
                        "test",
                        InetAddress.getLoopbackAddress(),
                        1,
                        "client.example",
                        true,
                        Optional.empty(),
                        origin,
                        Optional.empty()),
                envelope,
                content,
                "<1@client.example>");
    }

    @SuppressWarnings("resource") // closing the draft would delete what is not yet committed
    static StoredContent content(Spool spool, byte[] octets) throws IOException {
        Intake.Draft draft = spool.intake().begin(octets.length);
        draft.write(octets, 0, octets.length);
        return (StoredContent) draft.finish(ContentFacts.PLAIN);
    }

    static Envelope envelope(String from, String... to) {
        return new Envelope(
                from.isEmpty() ? new ReversePath.Null() : new ReversePath.Of(mailbox(from)),
                MailParameters.NONE,
                Arrays.stream(to)
                        .map(text -> new Recipient(mailbox(text), RcptParameters.NONE))
                        .toList());
    }

    static Envelope envelope(ReversePath from, MailParameters parameters, Recipient... to) {
        return new Envelope(from, parameters, List.of(to));
    }

    static Mailbox mailbox(String text) {
        return Mailbox.parse(text).orElseThrow();
    }
}
