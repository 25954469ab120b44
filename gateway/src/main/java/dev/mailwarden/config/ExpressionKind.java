package dev.mailwarden.config;

import java.util.Optional;

/** A regular expression that takes time in proportion to the text. */
final class ExpressionKind implements Kind<String> {

    private static final Kind<String> TEXT =
            new ScalarKind<>(
                    "a regular expression of RE2, of at most "
                            + LinearExpression.LONGEST
                            + " characters",
                    Optional::of,
                    text -> text);

    @Override
    public Optional<String> read(Tree tree, At at) {
        return TEXT.read(tree, at)
                .filter(text -> {
                    Optional<String> fault = LinearExpression.fault(text);
                    fault.ifPresent(why ->
                            at.error(
                                    tree.mark(),
                                    ScalarKind.shown(text) + " is not allowed; " + why));
                    return fault.isEmpty();
                });
    }

    @Override
    public Tree write(String value) {
        return TEXT.write(value);
    }

    @Override
    public String allowed() {
        return TEXT.allowed();
    }
}
