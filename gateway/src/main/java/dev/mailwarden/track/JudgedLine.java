package dev.mailwarden.track;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.KeptId;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.message.Verdict;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The members of a judgement in its line, written and read. A word that this version does not know,
 * of a module or a status to come, leaves the line as it stands.
 */
final class JudgedLine {

    private JudgedLine() {}

    static void write(JsonLine out, Event.Judged event) {
        out.number("revision", event.revision());
        out.text("origin", EventEncoder.keyword(event.origin()));
        texts(out, "headerFrom", event.from().stream().map(Mailbox::toString));
        texts(out, "vouched", event.vouched().stream().map(Domain::name).sorted());
        out.text("subject", event.subject()).text("messageId", event.messageId());
        EventEncoder.mailboxes(out, event.recipients());
        numbers(out, "places", event.places());
        if (!event.inside().isEmpty()) {
            numbers(out, "inside", event.inside().stream().sorted().toList());
        }
        out.text("rule", event.rule()).text("ruleName", event.ruleName());
        objects(
                out,
                "verdict",
                List.copyOf(event.verdict().results().values()),
                result -> result(out, result));
        out.text("action", event.action().text());
        event.decidedBy().ifPresent(module -> out.text("decidedBy", EventEncoder.keyword(module)));
        out.text("fate", event.fate().text());
        objects(
                out,
                "kept",
                event.kept(),
                copy -> {
                    out.text("store", EventEncoder.keyword(copy.store()));
                    out.text("id", copy.id().toString());
                });
        flag(out, "signatureBroken", event.signatureBroken());
    }

    private static void result(JsonLine out, ModuleResult result) {
        out.text("module", EventEncoder.keyword(result.module()));
        out.text("status", result.status().text());
        result.reason().ifPresent(reason -> out.text("reason", reason.text()));
        flag(out, "macros", result.macros());
        result.basesDate().ifPresent(date -> out.time("basesDate", date));
        EventEncoder.seconds(out, "time", result.time());
        objects(out, "findings", result.findings(), finding -> finding(out, finding));
    }

    private static void finding(JsonLine out, Finding finding) {
        out.text("code", finding.code());
        someText(out, "text", finding.text());
        someText(out, "part", finding.part());
        someText(out, "object", finding.object());
        if (finding.weight() != 0) {
            out.name("weight").raw(Double.toString(finding.weight()));
        }
        someText(out, "source", finding.source());
    }

    private static void flag(JsonLine out, String name, boolean value) {
        if (value) {
            out.name(name).raw("true");
        }
    }

    private static void someText(JsonLine out, String name, String value) {
        if (!value.isEmpty()) {
            out.text(name, value);
        }
    }

    private static void texts(JsonLine out, String name, Stream<String> values) {
        List<String> all = values.toList();
        if (!all.isEmpty()) {
            array(out, name, all, out::string);
        }
    }

    private static void numbers(JsonLine out, String name, List<Integer> values) {
        array(out, name, values, value -> out.decimal(value));
    }

    private static <T> void objects(JsonLine out, String name, List<T> values, Writer<T> members) {
        if (!values.isEmpty()) {
            array(
                    out,
                    name,
                    values,
                    value -> {
                        out.raw('{');
                        members.write(value);
                        out.raw('}');
                    });
        }
    }

    /** Writes one value. */
    private interface Writer<T> {
        void write(T value);
    }

    private static <T> void array(JsonLine out, String name, List<T> values, Writer<T> writer) {
        out.name(name).raw('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            writer.write(values.get(i));
        }
        out.raw(']');
    }

    static Event.Judged read(JsonFields fields, JourneyId journey, int sequence, Instant at) {
        return new Event.Judged(
                journey,
                sequence,
                at,
                fields.number("revision"),
                EventDecoder.origin(fields),
                EventDecoder.mailboxes(fields, "headerFrom"),
                fields.texts("vouched").stream()
                        .map(JudgedLine::domain)
                        .collect(Collectors.toSet()),
                fields.text("subject"),
                fields.text("messageId"),
                EventDecoder.mailboxes(fields, "recipients"),
                fields.numbers("places"),
                Set.copyOf(new HashSet<>(fields.numbers("inside"))),
                fields.text("rule"),
                fields.text("ruleName"),
                Verdict.of(fields.objects("verdict").stream().map(JudgedLine::result).toList()),
                word(Action.values(), Action::text, fields.text("action")),
                fields.optionalText("decidedBy").map(JudgedLine::module),
                word(Judgement.Fate.values(), Judgement.Fate::text, fields.text("fate")),
                fields.objects("kept").stream().map(JudgedLine::copy).toList(),
                fields.optionalFlag("signatureBroken"));
    }

    private static ModuleResult result(JsonFields fields) {
        Status status = word(Status.values(), Status::text, fields.text("status"));
        return new ModuleResult(
                module(fields.text("module")),
                status,
                fields.optionalText("reason").map(text -> reason(status, text)),
                fields.objects("findings").stream().map(JudgedLine::finding).toList(),
                fields.optionalFlag("macros"),
                fields.optionalText("basesDate").map(Instant::parse),
                EventDecoder.seconds(fields.decimal("time")));
    }

    private static Finding finding(JsonFields fields) {
        return new Finding(
                fields.text("code"),
                fields.optionalText("text").orElse(""),
                fields.optionalText("part").orElse(""),
                fields.optionalText("object").orElse(""),
                fields.optionalDecimal("weight").map(weight -> weight.doubleValue()).orElse(0.0),
                fields.optionalText("source").orElse(""));
    }

    private static CopyShelf.CopyName copy(JsonFields fields) {
        return new CopyShelf.CopyName(
                EventDecoder.constant(CopyShelf.Store.class, fields.text("store")),
                orElseThrow(KeptId.parse(fields.text("id")), fields.text("id")));
    }

    private static ModuleName module(String word) {
        return EventDecoder.constant(ModuleName.class, word);
    }

    /** The same words stand for reasons of different statuses. */
    private static Reason reason(Status status, String text) {
        return orElseThrow(
                Stream.of(Reason.values())
                        .filter(reason -> reason.of() == status && reason.text().equals(text))
                        .findFirst(),
                text);
    }

    private static Domain domain(String name) {
        return orElseThrow(Domain.parse(name), name);
    }

    private static <E> E word(E[] all, Function<E, String> text, String word) {
        return orElseThrow(
                Stream.of(all).filter(one -> text.apply(one).equals(word)).findFirst(), word);
    }

    private static <T> T orElseThrow(Optional<T> value, String text) {
        return value.orElseThrow(() -> new IllegalArgumentException("unknown: " + text));
    }
}
