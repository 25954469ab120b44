package dev.mailwarden.config;

import dev.mailwarden.config.CriterionText.Parsed;
import dev.mailwarden.config.CriterionText.Side;
import dev.mailwarden.policy.Criteria;
import dev.mailwarden.policy.Criterion;
import java.util.Optional;

/** A criterion in the configuration. */
record CriterionKind(Side side) implements Kind<Criterion> {

    /** Criteria of one rule, for one side. */
    private static final int MOST = 100_000;

    static final Kind<Criterion> SENDER = new CriterionKind(Side.SENDERS);

    static final Kind<Criteria> SENDERS = criteria(Side.SENDERS);

    static final Kind<Criteria> RECIPIENTS = criteria(Side.RECIPIENTS);

    private static Kind<Criteria> criteria(Side side) {
        return new ListKind<>(new CriterionKind(side), 1, MOST, false)
                .as(Criteria::new, Criteria::any);
    }

    @Override
    public Optional<Criterion> read(Tree tree, At at) {
        return switch (tree) {
            case Tree.Scalar(String text, _, Tree.Mark mark) -> {
                switch (CriterionText.parse(text, side)) {
                    case Parsed.Good(Criterion criterion) -> {
                        yield Optional.of(criterion);
                    }
                    case Parsed.Wrong(String why) -> {
                        at.error(mark, why);
                        yield Optional.empty();
                    }
                }
            }
            case Tree.Items _, Tree.Fields _ -> {
                at.error(tree.mark(), "must be a text; " + allowed());
                yield Optional.empty();
            }
        };
    }

    @Override
    public Tree write(Criterion value) {
        return Tree.scalar(CriterionText.format(value));
    }

    @Override
    public String allowed() {
        return side.allowed();
    }
}
