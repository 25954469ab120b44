package dev.mailwarden.track;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.Notify;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.TlsFacts;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes events as lines. The names are a promise: {@code docs/reference/events.md} lists them, and
 * a test holds that page against what is written here.
 */
final class EventEncoder {

    private EventEncoder() {}

    /** Adds one line. The journey stands first, at the same place in every event's line. */
    static void write(JsonLine out, Event event) {
        out.raw("{\"journey\":\"");
        journey(out, event.journey());
        out.raw('"').number("sequence", event.sequence());
        switch (event) {
            case Event.Received received -> received(out, received);
            case Event.Refused refused -> refused(out, refused);
            case Event.Judged judged -> JudgedLine.write(begin(out, "judged", judged.at()), judged);
            case Event.Delivered delivered -> delivered(out, delivered);
            case Event.Deferred deferred -> deferred(out, deferred);
            case Event.Bounced bounced -> bounced(out, bounced);
            case Event.Held held -> held(out, held);
            case Event.Released released -> {
                begin(out, "released", released.at());
                decision(out, released.recipients(), released.by());
            }
            case Event.Redirected redirected -> {
                begin(out, "redirected", redirected.at()).text("route", redirected.route());
                decision(out, redirected.recipients(), redirected.by());
            }
            case Event.Reported reported -> reported(out, reported);
            case Event.Removed removed -> {
                begin(out, "removed", removed.at());
                decision(out, removed.recipients(), removed.by());
            }
            case Event.SetAside setAside ->
                    begin(out, "set-aside", setAside.at()).text("reason", setAside.reason());
        }
        out.endWithChecksum();
    }

    /** Adds a line that marks a position of the spool. */
    static void writePosition(JsonLine out, long spool, Instant at) {
        out.raw("{\"kind\":\"position\"").number("spool", spool).time("at", at).endWithChecksum();
    }

    /** Writes the 36 characters of a journey's id. */
    static JsonLine journey(JsonLine out, JourneyId id) {
        return out.hex(id.high() >>> 32, 8)
                .raw('-')
                .hex(id.high() >>> 16, 4)
                .raw('-')
                .hex(id.high(), 4)
                .raw('-')
                .hex(id.low() >>> 48, 4)
                .raw('-')
                .hex(id.low(), 12);
    }

    private static JsonLine begin(JsonLine out, String kind, Instant at) {
        return out.name("kind").raw('"').raw(kind).raw('"').time("at", at);
    }

    private static void received(JsonLine out, Event.Received event) {
        begin(out, "received", event.at());
        arrival(out, event.arrival());
        out.text("from", path(event.envelope().reversePath()));
        recipients(out, event.envelope().recipients());
        parameters(out, event.envelope().parameters());
        out.number("octets", event.octets());
        facts(out, event.facts());
        out.text("messageId", event.messageId());
    }

    private static void refused(JsonLine out, Event.Refused event) {
        begin(out, "refused", event.at()).text("listener", event.listener());
        address(out, event.client());
        out.text("helo", event.helo());
        event.user().ifPresent(user -> out.text("user", user));
        event.reversePath().ifPresent(from -> out.text("from", path(from)));
        event.recipient().ifPresent(to -> mailboxes(out, List.of(to)));
        out.text("command", event.command()).number("code", event.code());
        reply(out, event.status(), event.text());
    }

    private static void delivered(JsonLine out, Event.Delivered event) {
        begin(out, "delivered", event.at());
        step(out, event.recipients(), event.hop(), event.status(), event.text());
        seconds(out, "age", event.age());
        if (event.converted()) {
            out.name("converted").raw("true");
        }
    }

    private static void deferred(JsonLine out, Event.Deferred event) {
        begin(out, "deferred", event.at());
        step(out, event.recipients(), event.hop(), event.status(), event.text());
        out.time("nextAttempt", event.nextAttempt());
    }

    private static void bounced(JsonLine out, Event.Bounced event) {
        begin(out, "bounced", event.at());
        step(out, event.recipients(), event.hop(), event.status(), event.text());
        event.notification().ifPresent(id -> notification(out, id));
    }

    private static void held(JsonLine out, Event.Held event) {
        begin(out, "held", event.at());
        decision(out, event.recipients(), event.by());
        reply(out, event.status(), event.text());
        event.notification().ifPresent(id -> notification(out, id));
    }

    private static void reported(JsonLine out, Event.Reported event) {
        begin(out, "reported", event.at());
        mailboxes(out, event.recipients());
        out.text("told", keyword(event.told()));
        notification(out, event.notification());
    }

    private static void notification(JsonLine out, JourneyId id) {
        journey(out.name("notification").raw('"'), id).raw('"');
    }

    private static void decision(JsonLine out, List<Mailbox> recipients, String by) {
        mailboxes(out, recipients);
        out.text("by", by);
    }

    private static void arrival(JsonLine out, Arrival arrival) {
        out.text("listener", arrival.listener());
        address(out, arrival.client());
        out.number("clientPort", arrival.port()).text("helo", arrival.helo());
        out.name("esmtp").raw(arrival.esmtp() ? "true" : "false");
        arrival.user().ifPresent(user -> out.text("user", user));
        out.text("origin", keyword(arrival.origin()));
        out.time("begunAt", arrival.at());
        tls(out, arrival.tls());
    }

    private static void step(
            JsonLine out,
            List<Mailbox> recipients,
            HopFacts hop,
            EnhancedStatusCode status,
            String text) {
        mailboxes(out, recipients);
        out.name("hop").raw('{').text("host", hop.host());
        out.text("address", hop.address()).number("port", hop.port());
        if (hop.protocol() != Route.Protocol.SMTP) {
            out.text("protocol", keyword(hop.protocol()));
        }
        tls(out, hop.tls());
        out.raw('}');
        reply(out, status, text);
    }

    private static void reply(JsonLine out, EnhancedStatusCode status, String text) {
        out.name("status").raw('"').decimal(status.type()).raw('.').decimal(status.subject());
        out.raw('.').decimal(status.detail()).raw('"');
        out.text("text", text);
    }

    private static void address(JsonLine out, InetAddress client) {
        out.name("client").raw('"');
        Addresses.write(out, client);
        out.raw('"');
    }

    private static void tls(JsonLine out, Optional<TlsFacts> facts) {
        facts.ifPresent(tls ->
                out.name("tls")
                        .raw('{')
                        .text("protocol", tls.protocol())
                        .text("cipher", tls.cipher())
                        .text("peer", tls.peer())
                        .text("verification", keyword(tls.verification()))
                        .raw('}'));
    }

    /** A mailbox has an at sign, so the null reverse-path cannot be taken for one. */
    private static String path(ReversePath path) {
        return switch (path) {
            case ReversePath.Null() -> "<>";
            case ReversePath.Of(Mailbox mailbox) -> mailbox.toString();
        };
    }

    static void mailboxes(JsonLine out, List<Mailbox> mailboxes) {
        out.name("recipients").raw('[');
        for (int i = 0; i < mailboxes.size(); i++) {
            separator(out, i).string(mailboxes.get(i).toString());
        }
        out.raw(']');
    }

    private static void recipients(JsonLine out, List<Recipient> recipients) {
        out.name("recipients").raw('[');
        boolean parameters = false;
        for (int i = 0; i < recipients.size(); i++) {
            separator(out, i).string(recipients.get(i).mailbox().toString());
            parameters |= !recipients.get(i).parameters().equals(RcptParameters.NONE);
        }
        out.raw(']');
        if (parameters) {
            out.name("recipientParameters").raw('[');
            for (int i = 0; i < recipients.size(); i++) {
                parameters(separator(out, i), recipients.get(i).parameters());
            }
            out.raw(']');
        }
    }

    private static void parameters(JsonLine out, RcptParameters parameters) {
        out.raw('{');
        if (!parameters.notifyOn().isEmpty()) {
            out.name("notify").raw('[');
            int written = 0;
            for (Notify when : Notify.values()) {
                if (parameters.notifyOn().contains(when)) {
                    separator(out, written++).string(keyword(when));
                }
            }
            out.raw(']');
        }
        parameters.orcpt().ifPresent(orcpt -> out.text("orcpt", orcpt));
        out.raw('}');
    }

    private static void parameters(JsonLine out, MailParameters parameters) {
        parameters.size().ifPresent(size -> out.number("size", size));
        out.text("body", parameters.body().keyword());
        if (parameters.smtpUtf8()) {
            out.name("smtpUtf8").raw("true");
        }
        parameters.ret().ifPresent(ret -> out.text("ret", keyword(ret)));
        parameters.envid().ifPresent(envid -> out.text("envid", envid));
    }

    private static void facts(JsonLine out, ContentFacts facts) {
        if (facts.equals(ContentFacts.PLAIN)) {
            return;
        }
        out.name("facts").raw('[');
        int written = 0;
        written = fact(out, written, facts.leadingDots(), Fact.LEADING_DOTS);
        written = fact(out, written, facts.eightBitHeader(), Fact.EIGHT_BIT_HEADER);
        written = fact(out, written, facts.eightBitBody(), Fact.EIGHT_BIT_BODY);
        written = fact(out, written, facts.longLines(), Fact.LONG_LINES);
        fact(out, written, facts.normalizedLineEnds(), Fact.NORMALIZED_LINE_ENDS);
        out.raw(']');
    }

    /** The words of {@code facts}. */
    static final class Fact {
        static final String LEADING_DOTS = "leading-dots";
        static final String EIGHT_BIT_HEADER = "8bit-header";
        static final String EIGHT_BIT_BODY = "8bit-body";
        static final String LONG_LINES = "long-lines";
        static final String NORMALIZED_LINE_ENDS = "normalized-line-ends";

        private Fact() {}
    }

    private static int fact(JsonLine out, int written, boolean present, String word) {
        if (!present) {
            return written;
        }
        separator(out, written).string(word);
        return written + 1;
    }

    private static JsonLine separator(JsonLine out, int before) {
        return before > 0 ? out.raw(',') : out;
    }

    /** Writes seconds with nine decimals; a clock set back can make an age negative. */
    static void seconds(JsonLine out, String name, Duration time) {
        out.name(name);
        Duration size = time.abs();
        if (time.isNegative()) {
            out.raw('-');
        }
        out.decimal(size.getSeconds()).raw('.').padded(size.getNano(), 9);
    }

    static String keyword(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
