package dev.mailwarden.track;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.TlsFacts;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One line of the mail transfer log: time, journey, step, then {@code name=value}. What strangers
 * wrote stands in quotes or angle brackets with everything escaped that could end them or the line.
 */
final class TransferLine {

    private TransferLine() {}

    static void write(JsonLine out, Event event) {
        switch (event) {
            case Event.Received received -> accepted(out, received);
            case Event.Refused refused -> refused(out, refused);
            case Event.Judged judged -> judged(out, judged);
            case Event.Delivered delivered -> {
                begin(out, delivered, "delivered");
                step(out, delivered.recipients(), delivered.hop());
                out.raw(" age=").decimal(delivered.age().toSeconds()).raw('s');
                reply(out, delivered.status(), delivered.text());
            }
            case Event.Deferred deferred -> {
                begin(out, deferred, "deferred");
                step(out, deferred.recipients(), deferred.hop());
                out.raw(" next=").shortInstant(deferred.nextAttempt());
                reply(out, deferred.status(), deferred.text());
            }
            case Event.Bounced bounced -> {
                begin(out, bounced, "bounced");
                step(out, bounced.recipients(), bounced.hop());
                bounced.notification().ifPresent(id -> journey(out.raw(" notification="), id));
                reply(out, bounced.status(), bounced.text());
            }
            case Event.Held held -> {
                begin(out, held, "held");
                decision(out, held.recipients(), held.by());
                held.notification().ifPresent(id -> journey(out.raw(" notification="), id));
                reply(out, held.status(), held.text());
            }
            case Event.Released released -> {
                begin(out, released, "released");
                decision(out, released.recipients(), released.by());
            }
            case Event.Redirected redirected -> {
                begin(out, redirected, "redirected");
                decision(out, redirected.recipients(), redirected.by());
                quoted(out, "route", redirected.route());
            }
            case Event.Reported reported -> {
                begin(out, reported, "reported");
                to(out, reported.recipients());
                out.raw(" told=").raw(EventEncoder.keyword(reported.told()));
                journey(out.raw(" notification="), reported.notification());
            }
            case Event.Removed removed -> {
                begin(out, removed, "removed");
                decision(out, removed.recipients(), removed.by());
            }
            case Event.SetAside setAside -> {
                begin(out, setAside, "set-aside");
                quoted(out, "reason", setAside.reason());
            }
        }
        out.raw('\n');
    }

    private static void decision(JsonLine out, List<Mailbox> recipients, String by) {
        to(out, recipients);
        quoted(out, "by", by);
    }

    private static void begin(JsonLine out, Event event, String step) {
        Instant at = event.at();
        journey(out.shortInstant(at).raw(' '), event.journey()).raw(' ').raw(step);
    }

    private static JsonLine journey(JsonLine out, JourneyId id) {
        return EventEncoder.journey(out, id);
    }

    private static void accepted(JsonLine out, Event.Received event) {
        begin(out, event, "accepted");
        Arrival arrival = event.arrival();
        client(out, arrival.client());
        out.raw(':').decimal(arrival.port());
        quoted(out, "helo", arrival.helo());
        quoted(out, "listener", arrival.listener());
        arrival.user().ifPresent(user -> quoted(out, "user", user));
        tls(out, arrival.tls());
        from(out, event.envelope().reversePath());
        to(out, event.envelope().recipients().stream().map(Recipient::mailbox).toList());
        out.raw(" octets=").decimal(event.octets());
        quoted(out, "message-id", event.messageId());
    }

    private static void refused(JsonLine out, Event.Refused event) {
        begin(out, event, "refused");
        client(out, event.client());
        quoted(out, "helo", event.helo());
        quoted(out, "listener", event.listener());
        event.user().ifPresent(user -> quoted(out, "user", user));
        event.reversePath().ifPresent(path -> from(out, path));
        event.recipient().ifPresent(mailbox -> to(out, List.of(mailbox)));
        quoted(out, "step", event.command());
        out.raw(" code=").decimal(event.code());
        reply(out, event.status(), event.text());
    }

    private static void judged(JsonLine out, Event.Judged event) {
        begin(out, event, "judged");
        to(out, event.recipients());
        quoted(out, "rule", event.ruleName());
        for (ModuleResult result : event.verdict().results().values()) {
            quoted(out, EventEncoder.keyword(result.module()), result.text());
        }
        out.raw(" action=").raw(event.action().text());
        event.decidedBy().ifPresent(module -> out.raw(" by=").raw(EventEncoder.keyword(module)));
        out.raw(" fate=").raw(event.fate().text());
    }

    private static void step(JsonLine out, Collection<Mailbox> recipients, HopFacts hop) {
        if (!isLiteral(hop.host(), hop.address())) {
            quoted(out, "server", hop.host());
        }
        if (!hop.address().isEmpty()) {
            quoted(out, "address", hop.address());
            out.raw(" port=").decimal(hop.port());
        }
        if (hop.protocol() != Route.Protocol.SMTP) {
            out.raw(" protocol=").raw(EventEncoder.keyword(hop.protocol()));
        }
        tls(out, hop.tls());
        to(out, recipients);
    }

    /** Where a route names an address, there is no name beside it. */
    private static boolean isLiteral(String host, String address) {
        return !address.isEmpty()
                && (host.equals("[" + address + "]") || host.equals("[IPv6:" + address + "]"));
    }

    private static void reply(JsonLine out, EnhancedStatusCode status, String text) {
        out.raw(" status=").raw(status.toString());
        quoted(out, "reply", text);
    }

    /** IPv6 in brackets, so that a port can follow. */
    private static void client(JsonLine out, InetAddress address) {
        out.raw(" client=").raw('[');
        Addresses.write(out, address);
        out.raw(']');
    }

    private static void tls(JsonLine out, Optional<TlsFacts> facts) {
        if (facts.isEmpty()) {
            out.raw(" tls=none");
            return;
        }
        TlsFacts tls = facts.get();
        quoted(out, "tls", tls.protocol());
        quoted(out, "cipher", tls.cipher());
        quoted(out, "peer", tls.peer());
        out.raw(" verification=").raw(EventEncoder.keyword(tls.verification()));
    }

    private static void from(JsonLine out, ReversePath path) {
        out.raw(" from=");
        address(out, path.asMailbox().map(Mailbox::toString).orElse(""));
    }

    private static void to(JsonLine out, Collection<Mailbox> recipients) {
        String separator = " to=";
        for (Mailbox mailbox : recipients) {
            out.raw(separator);
            address(out, mailbox.toString());
            separator = ",";
        }
    }

    /** A quoted local part may hold anything, so what would end the address is escaped too. */
    private static void address(JsonLine out, String mailbox) {
        boolean plain =
                mailbox.indexOf(' ') < 0 && mailbox.indexOf('<') < 0 && mailbox.indexOf('>') < 0;
        out.raw('<');
        if (plain) {
            out.escaped(mailbox);
        } else {
            for (String piece : mailbox.split("(?<=[ <>])|(?=[ <>])", -1)) {
                switch (piece) {
                    case " " -> out.raw("\\u0020");
                    case "<" -> out.raw("\\u003c");
                    case ">" -> out.raw("\\u003e");
                    default -> out.escaped(piece);
                }
            }
        }
        out.raw('>');
    }

    private static void quoted(JsonLine out, String name, String value) {
        out.raw(' ').raw(name).raw('=').string(value);
    }
}
