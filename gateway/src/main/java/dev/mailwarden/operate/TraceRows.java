package dev.mailwarden.operate;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.TlsFacts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Events as rows for people. */
final class TraceRows {

    private TraceRows() {}

    static TraceRow of(Event event) {
        return switch (event) {
            case Event.Received e ->
                    row(
                            e,
                            "received",
                            e.envelope().reversePath(),
                            e.envelope().recipients().stream().map(r -> r.mailbox()).toList(),
                            peer(
                                    e.arrival().helo(),
                                    e.arrival().client().getHostAddress(),
                                    e.arrival().port()),
                            e.arrival().tls(),
                            "",
                            e.octets() + " octets, Message-ID " + e.messageId());
            case Event.Refused e ->
                    row(
                            e,
                            "refused",
                            e.reversePath().orElseGet(ReversePath.Null::new),
                            e.recipient().stream().toList(),
                            peer(e.helo(), e.client().getHostAddress(), 0),
                            Optional.empty(),
                            e.status().toString(),
                            e.command() + ": " + e.code() + " " + e.text());
            case Event.Judged e -> decision(e, "judged", e.recipients(), "", judged(e));
            case Event.Delivered e ->
                    hop(e, "delivered", e.recipients(), e.hop(), e.status(), e.text());
            case Event.Deferred e ->
                    hop(
                            e,
                            "deferred",
                            e.recipients(),
                            e.hop(),
                            e.status(),
                            e.text() + " (next attempt " + e.nextAttempt() + ")");
            case Event.Bounced e ->
                    hop(
                            e,
                            "bounced",
                            e.recipients(),
                            e.hop(),
                            e.status(),
                            e.text()
                                    + (e.notification().isPresent()
                                            ? notification(e.notification())
                                            : " (nobody was told)"));
            case Event.Held e ->
                    decision(
                            e,
                            "held",
                            e.recipients(),
                            e.status().toString(),
                            (e.by().isEmpty() ? e.text() : "by " + e.by())
                                    + notification(e.notification()));
            case Event.Released e -> decision(e, "released", e.recipients(), "", "by " + e.by());
            case Event.Redirected e ->
                    decision(
                            e,
                            "redirected",
                            e.recipients(),
                            "",
                            "to " + e.route() + " by " + e.by());
            case Event.Reported e ->
                    decision(
                            e,
                            "reported",
                            e.recipients(),
                            "",
                            e.told() + notification(Optional.of(e.notification())));
            case Event.Removed e -> decision(e, "removed", e.recipients(), "", "by " + e.by());
            case Event.SetAside e -> decision(e, "set-aside", List.of(), "", e.reason());
        };
    }

    private static String judged(Event.Judged event) {
        String modules =
                event.verdict().results().values().stream()
                        .map(TraceRows::said)
                        .collect(Collectors.joining(", "));
        return "by rule %s: %s%s, %s"
                .formatted(
                        event.ruleName(),
                        modules.isEmpty() ? "" : modules + ", ",
                        event.action().text(),
                        event.fate().text());
    }

    /** With the decisive finding. */
    private static String said(ModuleResult result) {
        String evidence =
                result.findings().stream()
                        .findFirst()
                        .map(finding -> finding.text().isEmpty() ? finding.code() : finding.text())
                        .map(text -> " (" + text + ")")
                        .orElse("");
        String module = result.module().name().toLowerCase(Locale.ROOT);
        return module + " " + result.textWithMacros() + evidence;
    }

    private static String notification(Optional<JourneyId> journey) {
        return journey.map(id -> " (notification " + id + ")").orElse("");
    }

    /** A row of what was decided here, without another host. */
    private static TraceRow decision(
            Event event, String name, List<Mailbox> recipients, String status, String text) {
        return row(
                event,
                name,
                new ReversePath.Null(),
                recipients,
                "",
                Optional.empty(),
                status,
                text);
    }

    private static TraceRow hop(
            Event event,
            String name,
            List<Mailbox> recipients,
            HopFacts hop,
            EnhancedStatusCode status,
            String text) {
        return row(
                event,
                name,
                new ReversePath.Null(),
                recipients,
                peer(hop.host(), hop.address(), hop.port()),
                hop.tls(),
                status.toString(),
                text);
    }

    private static TraceRow row(
            Event event,
            String name,
            ReversePath sender,
            List<Mailbox> recipients,
            String peer,
            Optional<TlsFacts> tls,
            String status,
            String text) {
        return new TraceRow(
                event.journey().toString(),
                event.sequence(),
                event.at(),
                name,
                sender.asMailbox().map(Mailbox::toString).orElse(""),
                recipients.stream().map(Mailbox::toString).toList(),
                peer,
                tls.map(facts -> facts.protocol() + " " + facts.cipher()).orElse(""),
                status,
                text);
    }

    private static String peer(String name, String address, int port) {
        if (name.isEmpty() && address.isEmpty()) {
            return "";
        }
        String literal = "[" + address + "]";
        boolean isLiteral = name.equals(literal) || name.equals("[IPv6:" + address + "]");
        return (isLiteral ? literal : name + literal) + (port > 0 ? ":" + port : "");
    }
}
