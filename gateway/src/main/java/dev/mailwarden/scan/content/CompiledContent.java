package dev.mailwarden.scan.content;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Dictionary;
import dev.mailwarden.policy.Expression;
import dev.mailwarden.policy.Scan;
import dev.mailwarden.scan.Look;
import dev.mailwarden.scan.MailObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The expressions of one rule made ready. Immutable, safe for any number of threads. */
final class CompiledContent {

    private final Scan rule;
    private final List<CompiledExpression> expressions;
    private final boolean inside;

    private CompiledContent(Scan rule, List<CompiledExpression> expressions) {
        this.rule = rule;
        this.expressions = expressions;
        this.inside =
                expressions.stream()
                        .flatMap(one -> one.expression().conditions().stream())
                        .anyMatch(Tests::looksInside);
    }

    /**
     * @throws IllegalArgumentException if an expression cannot be used
     */
    static CompiledContent of(Scan rule, Map<String, Dictionary> dictionaries) {
        return new CompiledContent(
                rule,
                rule.content().expressions().stream()
                        .filter(Expression::enabled)
                        .map(expression -> CompiledExpression.of(expression, dictionaries))
                        .toList());
    }

    /** An expression that matched. */
    private record Match(CompiledExpression expression, Answer.Yes answer, int place) {

        Action action() {
            return expression.expression().reaction().action();
        }

        List<Finding> findings() {
            return expression.findings(answer.evidence());
        }
    }

    /** An expression of which nobody can say whether it matches. */
    private record Doubt(CompiledExpression expression, Reason reason, int place) {

        Action action() {
            return expression.expression().reaction().action();
        }
    }

    ModuleResult look(Facts facts) throws IOException, InterruptedException {
        List<Match> matches = new ArrayList<>();
        List<Doubt> doubts = new ArrayList<>();
        for (int place = 0; place < expressions.size(); place++) {
            CompiledExpression expression = expressions.get(place);
            switch (expression.on(facts)) {
                case Answer.Yes yes -> matches.add(new Match(expression, yes, place));
                case Answer.No _ -> {}
                case Answer.Unknown(Reason reason) ->
                        doubts.add(new Doubt(expression, reason, place));
            }
        }
        Optional<Match> decisive = decisive(matches);
        Optional<Doubt> doubt = doubts.stream().filter(one -> counts(one, decisive)).findFirst();
        if (doubt.isPresent()) {
            return error(doubt.get(), matches);
        }
        if (decisive.isEmpty()) {
            return clean(facts);
        }
        Stream<Reason> unseen =
                Stream.concat(
                        doubts.stream().map(Doubt::reason),
                        matches.stream().flatMap(match -> match.answer().unseen().stream()));
        return matched(decisive.get(), matches, unseen.findFirst());
    }

    private Optional<Match> decisive(List<Match> matches) {
        return rule.content().strictest()
                ? matches.stream()
                        .max(
                                Comparator.comparing(Match::action)
                                        .thenComparing(Match::place, Comparator.reverseOrder()))
                : matches.stream().findFirst();
    }

    /**
     * Whether a doubt makes an error of it. Beside a match it does only if the expression would
     * have come before that, and an error is dealt with more strictly than the match.
     */
    private boolean counts(Doubt doubt, Optional<Match> decisive) {
        if (decisive.isEmpty()) {
            return true;
        }
        Match match = decisive.get();
        boolean before = rule.content().strictest() || doubt.place() < match.place();
        Action onError = rule.to(ModuleName.CONTENT, Status.ERROR).action();
        return before
                && doubt.action().compareTo(match.action()) > 0
                && onError.compareTo(match.action()) > 0;
    }

    /** What matched all the same is told. */
    private static ModuleResult error(Doubt doubt, List<Match> matches) {
        String text =
                "not all could be seen that the expression "
                        + doubt.expression().expression().name()
                        + " looks for";
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ofMessage("error", text, ""));
        matches.forEach(match -> findings.addAll(match.findings()));
        return ModuleResult.because(ModuleName.CONTENT, doubt.reason(), Duration.ZERO)
                .with(findings);
    }

    /** The findings of all that matched, those of the decisive one first. */
    private static ModuleResult matched(
            Match decisive, List<Match> matches, Optional<Reason> unseen) {
        List<Finding> findings = new ArrayList<>(decisive.findings());
        for (Match match : matches) {
            if (match.place() != decisive.place()) {
                findings.addAll(match.findings());
            }
        }
        unseen.ifPresent(
                reason -> findings.add(Finding.unseen("not all could be seen: " + reason.text())));
        return ModuleResult.of(
                ModuleName.CONTENT,
                CompiledExpression.status(decisive.answer().evidence()),
                findings,
                Duration.ZERO);
    }

    /** Nothing matched; what nobody could look into is told of, if the rule would have. */
    private ModuleResult clean(Facts facts) throws IOException, InterruptedException {
        List<Finding> closed = new ArrayList<>();
        for (MailObject object : facts.objects(inside)) {
            Look look = object.look();
            if (inside && !look.isWhole()) {
                closed.add(
                        new Finding(
                                "not-opened", look.detail(), object.part(), object.path(), 0, ""));
            }
        }
        return ModuleResult.of(ModuleName.CONTENT, Status.NOT_DETECTED, closed, Duration.ZERO);
    }
}
