package dev.mailwarden.track;

import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.Notify;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.Ret;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.TlsFacts;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads lines back into events. A sound line that cannot be one is kept as it stands. */
final class EventDecoder {

    private EventDecoder() {}

    /** Reads a line whose checksum holds. */
    static JournalLine read(byte[] octets, int from, int to) {
        JsonFields fields;
        try {
            fields = JsonFields.parse(octets, from, to);
        } catch (IllegalArgumentException e) {
            return new JournalLine.Damaged();
        }
        String kind = fields.anyText("kind").orElse("");
        try {
            return line(kind, fields);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            String json = new String(octets, from, to - from - 1, StandardCharsets.UTF_8);
            return new JournalLine.Unknown(
                    fields.anyText("journey").flatMap(JourneyId::parse),
                    fields.sequence(),
                    kind,
                    json);
        }
    }

    private static JournalLine line(String kind, JsonFields fields) {
        if (kind.equals("position")) {
            return new JournalLine.Position(fields.number("spool"), fields.time("at"));
        }
        JourneyId journey = journey(fields.text("journey"));
        int sequence = Math.toIntExact(fields.number("sequence"));
        Instant at = fields.time("at");
        return new JournalLine.Known(
                switch (kind) {
                    case "received" -> received(fields, journey, sequence, at);
                    case "refused" -> refused(fields, journey, sequence, at);
                    case "judged" -> JudgedLine.read(fields, journey, sequence, at);
                    case "delivered" -> delivered(fields, journey, sequence, at);
                    case "deferred" -> deferred(fields, journey, sequence, at);
                    case "bounced" -> bounced(fields, journey, sequence, at);
                    case "held" -> held(fields, journey, sequence, at);
                    case "released" ->
                            new Event.Released(
                                    journey, sequence, at, mailboxes(fields), fields.text("by"));
                    case "redirected" ->
                            new Event.Redirected(
                                    journey,
                                    sequence,
                                    at,
                                    mailboxes(fields),
                                    fields.text("route"),
                                    fields.text("by"));
                    case "reported" ->
                            new Event.Reported(
                                    journey,
                                    sequence,
                                    at,
                                    mailboxes(fields),
                                    constant(Event.Reported.Told.class, fields.text("told")),
                                    journey(fields.text("notification")));
                    case "removed" ->
                            new Event.Removed(
                                    journey, sequence, at, mailboxes(fields), fields.text("by"));
                    case "set-aside" ->
                            new Event.SetAside(journey, sequence, at, fields.text("reason"));
                    default -> throw new IllegalArgumentException("unknown kind: " + kind);
                });
    }

    private static Event received(JsonFields fields, JourneyId journey, int sequence, Instant at) {
        var arrival =
                new Arrival(
                        fields.time("begunAt"),
                        fields.text("listener"),
                        InetAddress.ofLiteral(fields.text("client")),
                        fields.port("clientPort"),
                        fields.text("helo"),
                        fields.flag("esmtp"),
                        fields.optionalText("user"),
                        origin(fields),
                        tls(fields));
        var envelope =
                new Envelope(path(fields.text("from")), parameters(fields), recipients(fields));
        return new Event.Received(
                journey,
                sequence,
                at,
                arrival,
                envelope,
                fields.number("octets"),
                facts(fields),
                fields.text("messageId"));
    }

    /** Lines of before this member was written do not say it. */
    static Arrival.Origin origin(JsonFields fields) {
        return fields.optionalText("origin")
                .map(word -> constant(Arrival.Origin.class, word))
                .orElse(Arrival.Origin.OUTSIDE);
    }

    private static Event refused(JsonFields fields, JourneyId journey, int sequence, Instant at) {
        return new Event.Refused(
                journey,
                sequence,
                at,
                fields.text("listener"),
                InetAddress.ofLiteral(fields.text("client")),
                fields.text("helo"),
                fields.optionalText("user"),
                fields.optionalText("from").map(EventDecoder::path),
                mailboxes(fields).stream().findFirst(),
                fields.text("command"),
                Math.toIntExact(fields.number("code")),
                status(fields),
                fields.text("text"));
    }

    private static Event delivered(JsonFields fields, JourneyId journey, int sequence, Instant at) {
        return new Event.Delivered(
                journey,
                sequence,
                at,
                mailboxes(fields),
                hop(fields),
                status(fields),
                fields.text("text"),
                seconds(fields.decimal("age")),
                fields.optionalFlag("converted"));
    }

    private static Event deferred(JsonFields fields, JourneyId journey, int sequence, Instant at) {
        return new Event.Deferred(
                journey,
                sequence,
                at,
                mailboxes(fields),
                hop(fields),
                status(fields),
                fields.text("text"),
                fields.time("nextAttempt"));
    }

    private static Event bounced(JsonFields fields, JourneyId journey, int sequence, Instant at) {
        return new Event.Bounced(
                journey,
                sequence,
                at,
                mailboxes(fields),
                hop(fields),
                status(fields),
                fields.text("text"),
                fields.optionalText("notification").map(EventDecoder::journey));
    }

    private static Event held(JsonFields fields, JourneyId journey, int sequence, Instant at) {
        return new Event.Held(
                journey,
                sequence,
                at,
                mailboxes(fields),
                status(fields),
                fields.text("text"),
                fields.text("by"),
                fields.optionalText("notification").map(EventDecoder::journey));
    }

    private static JourneyId journey(String text) {
        return JourneyId.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("not a journey: " + text));
    }

    private static Mailbox mailbox(String text) {
        return Mailbox.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("not a mailbox: " + text));
    }

    private static ReversePath path(String text) {
        return text.equals("<>") ? new ReversePath.Null() : new ReversePath.Of(mailbox(text));
    }

    private static List<Mailbox> mailboxes(JsonFields fields) {
        return mailboxes(fields, "recipients");
    }

    static List<Mailbox> mailboxes(JsonFields fields, String name) {
        return fields.texts(name).stream().map(EventDecoder::mailbox).toList();
    }

    private static List<Recipient> recipients(JsonFields fields) {
        List<Mailbox> mailboxes = mailboxes(fields);
        List<JsonFields> parameters = fields.objects("recipientParameters");
        if (!parameters.isEmpty() && parameters.size() != mailboxes.size()) {
            throw new IllegalArgumentException("recipientParameters of another length");
        }
        List<Recipient> result = new ArrayList<>(mailboxes.size());
        for (int i = 0; i < mailboxes.size(); i++) {
            result.add(
                    new Recipient(
                            mailboxes.get(i),
                            parameters.isEmpty()
                                    ? RcptParameters.NONE
                                    : rcptParameters(parameters.get(i))));
        }
        return result;
    }

    private static RcptParameters rcptParameters(JsonFields fields) {
        Set<Notify> notifyOn = EnumSet.noneOf(Notify.class);
        fields.texts("notify").forEach(word -> notifyOn.add(constant(Notify.class, word)));
        return new RcptParameters(notifyOn, fields.optionalText("orcpt"));
    }

    private static MailParameters parameters(JsonFields fields) {
        return new MailParameters(
                fields.optionalNumber("size"),
                body(fields.text("body")),
                fields.optionalFlag("smtpUtf8"),
                fields.optionalText("ret").map(word -> constant(Ret.class, word)),
                fields.optionalText("envid"),
                false);
    }

    private static BodyType body(String keyword) {
        for (BodyType type : BodyType.values()) {
            if (type.keyword().equals(keyword)) {
                return type;
            }
        }
        throw new IllegalArgumentException("unknown body type: " + keyword);
    }

    private static ContentFacts facts(JsonFields fields) {
        List<String> words = fields.texts("facts");
        return new ContentFacts(
                words.contains(EventEncoder.Fact.LEADING_DOTS),
                words.contains(EventEncoder.Fact.EIGHT_BIT_HEADER),
                words.contains(EventEncoder.Fact.EIGHT_BIT_BODY),
                words.contains(EventEncoder.Fact.LONG_LINES),
                words.contains(EventEncoder.Fact.NORMALIZED_LINE_ENDS));
    }

    private static HopFacts hop(JsonFields fields) {
        JsonFields hop = fields.object("hop");
        Route.Protocol protocol =
                hop.optionalText("protocol")
                        .map(word -> constant(Route.Protocol.class, word))
                        .orElse(Route.Protocol.SMTP);
        return new HopFacts(
                hop.text("host"), hop.text("address"), hop.port("port"), protocol, tls(hop));
    }

    private static Optional<TlsFacts> tls(JsonFields fields) {
        return fields.optionalObject("tls")
                .map(tls ->
                        new TlsFacts(
                                tls.text("protocol"),
                                tls.text("cipher"),
                                tls.text("peer"),
                                constant(TlsFacts.Verification.class, tls.text("verification"))));
    }

    private static EnhancedStatusCode status(JsonFields fields) {
        String[] parts = fields.text("status").split("\\.", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a status: " + fields.text("status"));
        }
        return new EnhancedStatusCode(
                Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    static Duration seconds(BigDecimal seconds) {
        return Duration.ofSeconds(
                seconds.longValue(),
                seconds.remainder(BigDecimal.ONE).movePointRight(9).longValueExact());
    }

    static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }
}
