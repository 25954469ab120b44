package dev.mailwarden.receive;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.mime.Protocol;
import dev.mailwarden.mail.mime.Received;
import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.Command;
import dev.mailwarden.mail.smtp.DataDecoder;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.TlsFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One mail transaction from MAIL to its end (RFC 5321 §3.3). There is a new one for each MAIL; none
 * is ever used again. For one thread.
 */
final class Transaction {

    private final JourneyId journey;
    private final Arrival arrival;
    private final Settings settings;
    private final ReversePath reversePath;
    private final MailParameters parameters;
    private final List<Recipient> recipients = new ArrayList<>(1);
    private @Nullable Reply refusalAtEnd;
    private int octets;
    private boolean tooMany;

    /**
     * @param settings in force when it began, and until its end
     */
    Transaction(JourneyId journey, Arrival arrival, Settings settings, Command.Mail mail) {
        this.journey = journey;
        this.arrival = arrival;
        this.settings = settings;
        this.reversePath = mail.reversePath();
        this.parameters = mail.parameters();
    }

    JourneyId journey() {
        return journey;
    }

    Arrival arrival() {
        return arrival;
    }

    Settings settings() {
        return settings;
    }

    ReversePath reversePath() {
        return reversePath;
    }

    MailParameters parameters() {
        return parameters;
    }

    /** Whether the content is not made of lines, so that only chunks can hold it (RFC 3030 §3). */
    boolean isBinary() {
        return parameters.body() == BodyType.BINARY_MIME;
    }

    /** How content in chunks comes in. */
    DataDecoder.Framing framing() {
        return isBinary() ? DataDecoder.Framing.BINARY : DataDecoder.Framing.CHUNKS;
    }

    /** Recipients accepted so far, in their order. */
    List<Recipient> recipients() {
        return recipients;
    }

    /**
     * {@return the recipient if there is just one, so that the trace field tells none of another}
     */
    Optional<Mailbox> onlyRecipient() {
        return recipients.size() == 1
                ? Optional.of(recipients.getFirst().mailbox())
                : Optional.empty();
    }

    /** The trace field for a message that begins to come in (RFC 5321 §4.4). */
    byte[] trace(Domain hostName, Instant now) {
        return new Received(
                        arrival.helo(),
                        arrival.client(),
                        hostName,
                        Protocol.of(
                                arrival.esmtp(),
                                arrival.tls().isPresent(),
                                arrival.user().isPresent(),
                                parameters.smtpUtf8()),
                        journey.toString(),
                        arrival.tls().map(TlsFacts::cipher),
                        onlyRecipient(),
                        now)
                .octets();
    }

    void add(Recipient recipient) {
        recipients.add(recipient);
        octets += Envelope.octetsOf(recipient);
    }

    /** Whether another recipient has to wait for another transaction (RFC 5321 §4.5.3.1.10). */
    boolean isFull(int most) {
        return recipients.size() >= most || octets >= Envelope.MAX_OCTETS;
    }

    /**
     * Adds a recipient for whose sake the message is to be refused when it has come in. A final
     * refusal prevails over one for now.
     */
    void addInAppearance(Recipient recipient, Reply atEnd) {
        add(recipient);
        if (refusalAtEnd == null || !atEnd.isTransient()) {
            refusalAtEnd = atEnd;
        }
    }

    /** {@return why the message is to be refused whatever it holds} */
    Optional<Reply> refusalAtEnd() {
        return Optional.ofNullable(refusalAtEnd);
    }

    /** Whether no recipient was one too many before; to be recorded once, not 100,000 times. */
    boolean isFirstTooMany() {
        boolean first = !tooMany;
        tooMany = true;
        return first;
    }

    boolean hasRecipients() {
        return !recipients.isEmpty();
    }

    Envelope envelope() {
        return new Envelope(reversePath, parameters, recipients);
    }
}
