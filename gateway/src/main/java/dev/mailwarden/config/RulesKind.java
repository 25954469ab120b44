package dev.mailwarden.config;

import dev.mailwarden.policy.DefaultPolicy;
import dev.mailwarden.policy.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules by falling priority, without the default rule; each has an id and a name of its own.
 */
final class RulesKind implements Kind<List<Rule>> {

    private static final int MOST = 20_000;

    private final ListKind<Rule> list = new ListKind<>(RuleSection.RULE, 0, MOST);

    @Override
    public Optional<List<Rule>> read(Tree tree, At at) {
        return list.read(tree, at).filter(rules -> areDifferent(rules, at));
    }

    private static boolean areDifferent(List<Rule> rules, At at) {
        Map<String, Integer> ids = new HashMap<>();
        Map<String, Integer> names = new HashMap<>();
        names.put(DefaultPolicy.rule().name(), rules.size());
        boolean good = true;
        for (int i = 0; i < rules.size(); i++) {
            Optional<String> fault = fault(rules.get(i), i, ids, names);
            if (fault.isPresent()) {
                at.item(i).error(fault.get());
                good = false;
            }
        }
        return good;
    }

    private static Optional<String> fault(
            Rule rule, int place, Map<String, Integer> ids, Map<String, Integer> names) {
        Integer sameName = names.putIfAbsent(rule.name(), place);
        if (sameName != null) {
            return Optional.of(
                    sameName > place
                            ? "is named as the default rule"
                            : "rule %d has the same name".formatted(sameName + 1));
        }
        if (rule.id().isEmpty()) {
            return Optional.of("needs an id, since none can be made of its name");
        }
        return Optional.ofNullable(ids.putIfAbsent(rule.id(), place))
                .map(same ->
                        "rule %d has the id %s already; it needs another"
                                .formatted(same + 1, rule.id()));
    }

    @Override
    public Tree write(List<Rule> value) {
        return list.write(value);
    }

    @Override
    public String allowed() {
        return list.allowed();
    }

    @Override
    public Optional<Section<?>> section() {
        return list.section();
    }
}
