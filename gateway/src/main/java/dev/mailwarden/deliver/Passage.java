package dev.mailwarden.deliver;

import dev.mailwarden.config.Settings.EightBit;
import dev.mailwarden.mail.binary.BinarySurvey;
import dev.mailwarden.mail.binary.Verdict;
import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.Capabilities;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.Recipient;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether a message fits through what a hop offers, and with which parameters.
 *
 * <ul>
 *   <li>larger than the hop's SIZE: 5.3.4 (RFC 1870 §6.1)
 *   <li>needs SMTPUTF8 and the hop has none: 5.6.7 (RFC 6531 §3.5). It needs it for an address that
 *       is not ASCII, or if it was declared and its header is not ASCII
 *   <li>eight bits and no 8BITMIME: sent as it is, or 5.6.3 by setting (RFC 6152 §3)
 *   <li>binary and no BINARYMIME: made into lines, or 5.6.3 if that cannot be (RFC 3030 §3)
 *   <li>parameters of DSN are passed on if the hop offers it, otherwise left out (RFC 3461 §5.2)
 * </ul>
 */
final class Passage {

    private final Envelope envelope;
    private final Content content;
    private final Capabilities offered;
    private final EightBit eightBit;
    private final Optional<String> obstacle;

    private Passage(
            Envelope envelope,
            Content content,
            Capabilities offered,
            EightBit eightBit,
            Optional<String> obstacle) {
        this.envelope = envelope;
        this.content = content;
        this.offered = offered;
        this.eightBit = eightBit;
        this.obstacle = obstacle;
    }

    /**
     * Looks at a message and at what a hop offers.
     *
     * @throws IOException if the message has to be read for that, and cannot be
     */
    static Passage of(Envelope envelope, Content content, Capabilities offered, EightBit eightBit)
            throws IOException {
        if (envelope.parameters().body() != BodyType.BINARY_MIME || offered.binaryMime()) {
            return new Passage(envelope, content, offered, eightBit, Optional.empty());
        }
        return switch (survey(content)) {
            case Verdict.Convertible(var conversion) ->
                    new Passage(
                            envelope,
                            new ConvertedContent(content, conversion),
                            offered,
                            eightBit,
                            Optional.empty());
            case Verdict.Refused(var why) ->
                    new Passage(envelope, content, offered, eightBit, Optional.of(why));
        };
    }

    private static Verdict survey(Content content) throws IOException {
        try (BinarySurvey survey = new BinarySurvey()) {
            content.writeTo(survey);
            return survey.finish();
        }
    }

    /** What is sent to this hop. */
    Content content() {
        return content;
    }

    /** Whether parts of the message are encoded anew for this hop. */
    boolean isConverted() {
        return content instanceof ConvertedContent converted && converted.changesParts();
    }

    /** {@return why the message cannot go to this hop for anybody} */
    Optional<Trouble> barredForAll(HopFacts hop) {
        if (obstacle.isPresent()) {
            return Optional.of(notConvertible(hop, obstacle.get()));
        }
        OptionalLong most = offered.maxOctets();
        if (most.isPresent() && content.length() > most.getAsLong()) {
            return Optional.of(
                    Trouble.permanent(
                            hop,
                            3,
                            4,
                            "message of %d octets, the next hop takes %d"
                                    .formatted(content.length(), most.getAsLong())));
        }
        if (headerNeedsUtf8() && !offered.smtpUtf8()) {
            return Optional.of(noUtf8(hop, "header"));
        }
        if (!isAscii(envelope.reversePath().toString()) && !offered.smtpUtf8()) {
            return Optional.of(noUtf8(hop, "reverse-path"));
        }
        if (!goesAsBinary()
                && hasEightBits()
                && !offered.eightBitMime()
                && eightBit == EightBit.BOUNCE) {
            return Optional.of(
                    Trouble.permanent(
                            hop, 6, 3, "8-bit message, the next hop does not offer 8BITMIME"));
        }
        return Optional.empty();
    }

    /** {@return why the message cannot go to this hop for one recipient} */
    Optional<Trouble> barredFor(Recipient recipient, HopFacts hop) {
        return isAscii(recipient.mailbox().localPart()) || offered.smtpUtf8()
                ? Optional.empty()
                : Optional.of(noUtf8(hop, "recipient's mailbox"));
    }

    /** The parameters of MAIL for this hop. */
    MailParameters mailParameters() {
        MailParameters given = envelope.parameters();
        return new MailParameters(
                offered.size() ? OptionalLong.of(content.length()) : OptionalLong.empty(),
                body(),
                offered.smtpUtf8() && (given.smtpUtf8() || addressNeedsUtf8()),
                offered.dsn() ? given.ret() : Optional.empty(),
                offered.dsn() ? given.envid() : Optional.empty(),
                false);
    }

    private BodyType body() {
        BodyType given = envelope.parameters().body();
        if (goesAsBinary()) {
            return given;
        }
        boolean eight =
                offered.eightBitMime() && (hasEightBits() || given == BodyType.EIGHT_BIT_MIME);
        return eight ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT;
    }

    /** The parameters of RCPT for this hop. */
    RcptParameters rcptParameters(Recipient recipient) {
        return offered.dsn() ? recipient.parameters() : RcptParameters.NONE;
    }

    private boolean goesAsBinary() {
        return envelope.parameters().body() == BodyType.BINARY_MIME && offered.binaryMime();
    }

    private boolean headerNeedsUtf8() {
        return envelope.parameters().smtpUtf8() && content.facts().eightBitHeader();
    }

    private boolean addressNeedsUtf8() {
        return !isAscii(envelope.reversePath().toString())
                || envelope.recipients().stream()
                        .map(Recipient::mailbox)
                        .map(Mailbox::localPart)
                        .anyMatch(local -> !isAscii(local));
    }

    private boolean hasEightBits() {
        return content.facts().eightBitHeader() || content.facts().eightBitBody();
    }

    private static Trouble notConvertible(HopFacts hop, String why) {
        return Trouble.permanent(
                hop,
                6,
                3,
                "binary message, the next hop does not offer BINARYMIME, and it cannot be converted: "
                        + why);
    }

    private static Trouble noUtf8(HopFacts hop, String what) {
        return Trouble.permanent(
                hop, 6, 7, what + " is not ASCII, the next hop does not offer SMTPUTF8");
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7e) {
                return false;
            }
        }
        return true;
    }
}
