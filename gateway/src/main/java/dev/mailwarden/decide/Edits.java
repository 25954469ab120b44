package dev.mailwarden.decide;

import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Edit;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.policy.HeaderActions;
import dev.mailwarden.policy.Warnings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Stream;

/**
 * What is changed in a message that is delivered, in the order in which it is done: parts go, texts
 * come, the subject is tagged, our fields are added; then what the rule, and after it the
 * expressions, do to the header (MARK-3). Their word is the last, also about our fields.
 */
final class Edits {

    /** The code of the finding that somebody writes for the first time. */
    static final String FIRST_TIME = "first-time-sender";

    private final Plan plan;
    private final Ruling ruling;
    private final Texts texts;
    private final boolean inside;
    private final List<Edit> edits = new ArrayList<>();

    /**
     * @param inside whether the recipients are in domains of our own
     */
    Edits(Plan plan, Ruling ruling, Texts texts, boolean inside) {
        this.plan = plan;
        this.ruling = ruling;
        this.texts = texts;
        this.inside = inside;
    }

    List<Edit> all() {
        edits.addAll(Removals.of(ruling));
        addTexts();
        addTags();
        edits.addAll(new Marks(plan, ruling, texts, inside).all());
        addHeaderActions();
        return List.copyOf(edits);
    }

    /** A warning is put on top last, so that it stands above the disclaimer. */
    private void addTexts() {
        ruling.group()
                .rule()
                .disclaimer()
                .ifPresent(it -> addText(it.template(), it.top(), List.of()));
        ruling.group().rule().warnings().ifPresent(this::addWarning);
    }

    private void addWarning(Warnings warnings) {
        List<Demand> about =
                ruling.demands().stream()
                        .filter(demand -> kinds(demand).anyMatch(warnings.of()::contains))
                        .toList();
        boolean external =
                warnings.of().contains(Warnings.Kind.EXTERNAL_SENDER)
                        && inside
                        && plan.facts().arrival().origin() == Arrival.Origin.OUTSIDE;
        if (external || !about.isEmpty()) {
            addText(warnings.template(), true, Letters.findings(about));
        }
    }

    private void addText(String name, boolean top, List<Finding> findings) {
        CompiledTemplate template = plan.policy().template(name);
        MacroValues values = texts.values(findings);
        edits.add(new Edit.AddText(template.text(values), template.html(values), top));
    }

    /** {@return what makes a message unsafe by a demand} */
    private static Stream<Warnings.Kind> kinds(Demand demand) {
        Stream<Warnings.Kind> first =
                demand.findings().stream()
                        .filter(finding -> finding.code().equals(FIRST_TIME))
                        .filter(_ -> demand.module() == ModuleName.IMPERSONATION)
                        .map(_ -> Warnings.Kind.FIRST_TIME_SENDER);
        return Stream.concat(
                first,
                Letters.kind(demand).stream()
                        .flatMap(kind ->
                                switch (kind) {
                                    case INFECTED -> Stream.of(Warnings.Kind.INFECTED);
                                    case ENCRYPTED -> Stream.of(Warnings.Kind.ENCRYPTED);
                                    case SCAN_ERROR -> Stream.of(Warnings.Kind.SCAN_ERROR);
                                    case PHISHING -> Stream.of(Warnings.Kind.PHISHING);
                                    case LINKS -> Stream.of(Warnings.Kind.LINKS);
                                    case MACROS, CONTENT, SANDBOX, AUTHENTICATION, IMPERSONATION ->
                                            Stream.empty();
                                }));
    }

    /** The tag of the first module is put before the subject last, so that it stands first. */
    private void addTags() {
        SequencedSet<String> tags = new LinkedHashSet<>();
        for (Demand demand : ruling.demands()) {
            if (!demand.tag().isEmpty()) {
                tags.add(demand.tag());
            }
        }
        tags.reversed().forEach(tag -> edits.add(new Edit.TagSubject(tag)));
    }

    private void addHeaderActions() {
        List<HeaderActions> actions = new ArrayList<>();
        actions.add(ruling.group().rule().headers());
        ruling.demands().forEach(demand -> actions.add(demand.headers()));
        for (HeaderActions one : actions) {
            one.delete().forEach(name -> edits.add(new Edit.DeleteFields(name)));
        }
        for (HeaderActions one : actions) {
            one.set().forEach(field -> edits.add(new Edit.SetField(field.name(), field.value())));
        }
    }
}
