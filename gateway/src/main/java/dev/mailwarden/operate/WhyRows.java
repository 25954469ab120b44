package dev.mailwarden.operate;

import dev.mailwarden.decide.Demand;
import dev.mailwarden.decide.Explanation;
import dev.mailwarden.decide.Explanation.Overruled;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.operate.WhyRow.DemandRow;
import dev.mailwarden.operate.WhyRow.EntryRow;
import dev.mailwarden.operate.WhyRow.FindingRow;
import dev.mailwarden.operate.WhyRow.FlipRow;
import dev.mailwarden.operate.WhyRow.ModuleRow;
import dev.mailwarden.operate.WhyRow.PassedRow;
import dev.mailwarden.operate.WhyRow.RuleRow;
import dev.mailwarden.policy.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Explanations as rows. */
final class WhyRows {

    /** Addresses that a row names; a transaction may have tens of thousands. */
    static final int MAX_RECIPIENTS = 100;

    /** Of one module; an event has fewer. A row has to fit into a line. */
    private static final int MAX_FINDINGS = 30;

    private WhyRows() {}

    static WhyRow of(long revision, Explanation.Share share) {
        Explanation.Matched rule = share.matched();
        return new WhyRow(
                revision,
                true,
                new RuleRow(
                        rule.position(),
                        rule.id(),
                        rule.name(),
                        word(rule.mode()),
                        rule.sender(),
                        rule.recipient()),
                passed(share),
                share.morePassed(),
                share.entries().stream().map(WhyRows::entry).toList(),
                share.modules().stream().map(said -> module(said, share.decider())).toList(),
                share.action().text(),
                share.decider().map(demand -> word(demand.module())),
                share.fate().text(),
                share.overruled() == Overruled.NOT ? "" : word(share.overruled()),
                share.flips().stream().map(WhyRows::flip).toList(),
                List.of());
    }

    /** What was recorded, and nothing more. */
    static WhyRow recorded(Event.Judged event, String note) {
        return new WhyRow(
                event.revision(),
                false,
                new RuleRow(0, event.rule(), event.ruleName(), "", "", ""),
                List.of(),
                0,
                List.of(),
                event.verdict().results().values().stream()
                        .map(result -> module(result, List.of()))
                        .toList(),
                event.action().text(),
                event.decidedBy().map(WhyRows::word),
                event.fate().text(),
                "",
                List.of(),
                List.of(note));
    }

    private static List<PassedRow> passed(Explanation.Share share) {
        List<PassedRow> rows = new ArrayList<>();
        for (Explanation.Passed rule : share.passed()) {
            rows.add(new PassedRow(rows.size() + 1, rule.id(), rule.name(), word(rule.miss())));
        }
        return rows;
    }

    private static EntryRow entry(Explanation.Entry entry) {
        Lists.Entry written = entry.hit().entry();
        return new EntryRow(
                word(entry.hit().list()),
                entry.hit().position() + 1,
                written.sender().toString(),
                written.bound().map(WhyRows::text),
                written.comment(),
                written.expires(),
                word(entry.force()));
    }

    private static String text(Lists.Identity identity) {
        return switch (identity) {
            case Lists.Identity.Client(var network) -> network.toString();
            case Lists.Identity.Authenticated(String domain) -> domain;
        };
    }

    private static ModuleRow module(Explanation.Said said, Optional<Demand> decider) {
        return module(
                said.result(),
                said.demands().stream()
                        .map(demand ->
                                new DemandRow(
                                        demand.status().text(),
                                        demand.expression(),
                                        demand.action().text(),
                                        demand.turn(),
                                        demand.backup(),
                                        demand.tag(),
                                        decider.filter(demand::equals).isPresent()))
                        .toList());
    }

    private static ModuleRow module(ModuleResult result, List<DemandRow> demands) {
        return new ModuleRow(
                word(result.module()),
                result.status().text(),
                result.reason().map(Reason::text).orElse(""),
                result.macros(),
                result.time().toMillis(),
                demands,
                result.findings().stream().limit(MAX_FINDINGS).map(WhyRows::finding).toList(),
                Math.max(0, result.findings().size() - MAX_FINDINGS));
    }

    private static FindingRow finding(Finding finding) {
        return new FindingRow(
                finding.code(),
                finding.text(),
                finding.part(),
                finding.object(),
                finding.weight(),
                finding.source());
    }

    private static FlipRow flip(Explanation.Flip flip) {
        return new FlipRow(
                flip.change(),
                flip.rule(),
                flip.action().text(),
                flip.fate().text(),
                flip.unknown().stream().sorted().map((ModuleName module) -> word(module)).toList());
    }

    /** {@return the first of some mailboxes} */
    static List<String> first(List<Mailbox> recipients) {
        return recipients.stream().limit(MAX_RECIPIENTS).map(Mailbox::toString).toList();
    }

    /** {@return how many {@link #first} leaves out} */
    static int more(List<Mailbox> recipients) {
        return Math.max(0, recipients.size() - MAX_RECIPIENTS);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
