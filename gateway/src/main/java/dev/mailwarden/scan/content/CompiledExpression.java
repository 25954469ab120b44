package dev.mailwarden.scan.content;

import dev.mailwarden.mail.budget.Resource;
import dev.mailwarden.mail.mime.OverBudgetException;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Dictionary;
import dev.mailwarden.policy.Expression;
import dev.mailwarden.scan.UnableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An expression made ready. */
record CompiledExpression(Expression expression, List<Test> tests) {

    CompiledExpression {
        tests = List.copyOf(tests);
    }

    /**
     * @throws IllegalArgumentException if a condition cannot be used
     */
    static CompiledExpression of(Expression expression, Map<String, Dictionary> dictionaries) {
        return new CompiledExpression(
                expression,
                expression.conditions().stream()
                        .map(condition -> Tests.of(condition, dictionaries))
                        .toList());
    }

    /** {@return whether it matches} Cheap conditions are not told apart; all are tried. */
    Answer on(Facts facts) throws IOException, InterruptedException {
        List<Answer> answers = new ArrayList<>();
        for (Test test : tests) {
            Answer answer = answer(test, facts);
            answers.add(answer);
            if (expression.all() && answer.equals(Answer.NO)) {
                return Answer.NO;
            }
        }
        return expression.all() ? Answer.all(answers) : Answer.any(answers);
    }

    private static Answer answer(Test test, Facts facts) throws IOException, InterruptedException {
        if (!facts.subject().budget().isInTime()) {
            throw new OverBudgetException(facts.subject().budget());
        }
        try {
            return test.on(facts);
        } catch (OverBudgetException e) {
            if (e.resource() == Resource.WALL_TIME) {
                throw e;
            }
            return new Answer.Unknown(UnableException.reasonOf(e.resource()));
        }
    }

    /** {@return the status that evidence comes to} */
    static Status status(List<Evidence> evidence) {
        List<Status> statuses =
                evidence.stream().map(one -> one.kind().status()).distinct().toList();
        return statuses.size() == 1 ? statuses.getFirst() : Status.MATCHED;
    }

    /**
     * {@return the findings that evidence comes to} If some of it is about parts, the rest is left
     * out: the parts of findings are those that go when attachments are deleted.
     */
    List<Finding> findings(List<Evidence> evidence) {
        boolean hasParts = evidence.stream().anyMatch(one -> !one.part().isEmpty());
        return evidence.stream()
                .filter(one -> !hasParts || !one.part().isEmpty())
                .map(one -> one.finding(expression.name()))
                .toList();
    }
}
