package dev.mailwarden.decide;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.Edit;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Marking;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Our fields in the header of delivered mail, and on its affected parts (MARK-2). */
final class Marks {

    private static final String PREFIX = "X-Mailwarden-";
    private static final String EXCHANGE = "X-MS-Exchange-Organization-SCL";

    /** What the names of our fields begin with. */
    static final Set<String> FAMILIES = Set.of(PREFIX, EXCHANGE);

    /** Parts of one message that get a field of their own. */
    private static final int MAX_PARTS = 100;

    private final Plan plan;
    private final Ruling ruling;
    private final Texts texts;
    private final boolean inside;
    private final List<Edit> edits = new ArrayList<>();

    Marks(Plan plan, Ruling ruling, Texts texts, boolean inside) {
        this.plan = plan;
        this.ruling = ruling;
        this.texts = texts;
        this.inside = inside;
    }

    List<Edit> all() {
        Marking marking = plan.policy().policy().marking();
        deleteClaimed(marking);
        if (inside ? marking.headersInside() : marking.headersOutside()) {
            if (marking.partStatus()) {
                addToParts();
            }
            add("Journey", plan.facts().journey().toString());
            add("Rule", ruling.group().rule().id());
            add("Action", texts.actionAndModule());
            ruling.verdict().results().values().forEach(this::addStatus);
            score().ifPresent(score -> add("Spam-Score", Integer.toString(score)));
        }
        if (inside) {
            exchange(marking).ifPresent(it -> edits.add(new Edit.AddField(EXCHANGE, it)));
        }
        return edits;
    }

    /**
     * Fields of ours that the message came with go, whoever sent it: all that are there say what
     * this gateway found this time. The level for Exchange has other writers too, so it is ours
     * only where we may write it.
     */
    private void deleteClaimed(Marking marking) {
        Set<String> claimed = plan.facts().claimed();
        if (claimed.contains(PREFIX)) {
            edits.add(new Edit.DeleteFamily(PREFIX));
        }
        boolean ours = inside && (marking.exchangeSpam() || marking.exchangeClean());
        if (ours && claimed.contains(EXCHANGE)) {
            edits.add(new Edit.DeleteFields(EXCHANGE));
        }
    }

    private void add(String name, String value) {
        edits.add(new Edit.AddField(PREFIX + name, value));
    }

    private void addStatus(ModuleResult result) {
        String bases = result.basesDate().map(date -> "; bases " + date).orElse("");
        add(Texts.name(result.module()), result.textWithMacros() + bases);
    }

    private void addToParts() {
        Set<Edit> onParts = new LinkedHashSet<>();
        for (Demand demand : ruling.demands()) {
            for (Finding finding : demand.findings()) {
                if (!finding.part().isEmpty() && !goes(finding.part())) {
                    onParts.add(
                            new Edit.AddPartField(
                                    finding.part(),
                                    PREFIX + Texts.name(demand.module()),
                                    demand.status().text()));
                }
            }
        }
        onParts.stream().limit(MAX_PARTS).forEach(edits::add);
    }

    private boolean goes(String part) {
        return ruling.action() == Action.DELETE_ATTACHMENT
                && ruling.demands().stream()
                        .filter(demand -> demand.action() == Action.DELETE_ATTACHMENT)
                        .flatMap(demand -> demand.findings().stream())
                        .anyMatch(finding -> Removals.isWithin(part, finding.part()));
    }

    /** {@return the sum of the evidence for spam, 0 to 100; empty if nobody looked} */
    private Optional<Integer> score() {
        return ruling.verdict()
                .of(ModuleName.ANTISPAM)
                .filter(result -> looked(result.status()))
                .map(result -> result.findings().stream().mapToDouble(Finding::weight).sum())
                .map(sum -> Math.clamp(Math.round(sum), 0, 100));
    }

    private static boolean looked(Status status) {
        return !status.isFailure() && status != Status.NOT_SCANNED && status != Status.SKIPPED;
    }

    /**
     * {@return the spam confidence level for Exchange: 9 spam, 0 to 9 probable, -1 clean} Exchange
     * trusts what is clean, so nothing is that nobody has looked at for malware.
     */
    private Optional<String> exchange(Marking marking) {
        Status spam =
                ruling.verdict()
                        .of(ModuleName.ANTISPAM)
                        .map(ModuleResult::status)
                        .orElse(Status.NOT_SCANNED);
        if (marking.exchangeSpam() && spam == Status.SPAM) {
            return Optional.of("9");
        }
        if (marking.exchangeSpam() && spam == Status.PROBABLE_SPAM) {
            return score().map(score -> Integer.toString(Math.round(score * 9 / 100f)));
        }
        boolean clean =
                spam == Status.NOT_DETECTED
                        && ruling.verdict()
                                .of(ModuleName.ANTIVIRUS)
                                .filter(Marks::isClean)
                                .isPresent()
                        && ruling.verdict().results().values().stream().allMatch(Marks::isHarmless);
        return marking.exchangeClean() && clean ? Optional.of("-1") : Optional.empty();
    }

    /**
     * Whether a result says nothing against a message: found clean, or switched off by a person.
     */
    private static boolean isHarmless(ModuleResult result) {
        return isClean(result) || result.reason().filter(Reason.DISABLED::equals).isPresent();
    }

    private static boolean isClean(ModuleResult result) {
        return result.status() == result.module().clean() && !result.macros();
    }
}
