package dev.mailwarden.scan.content;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Rule;
import dev.mailwarden.policy.Scan;
import dev.mailwarden.scan.Examination;
import dev.mailwarden.scan.ScanModule;
import dev.mailwarden.scan.Subject;
import dev.mailwarden.scan.Wanted;
import dev.mailwarden.scan.text.HtmlLimits;
import dev.mailwarden.scan.text.HtmlReader;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/**
 * Content filtering (CF-1 to CF-3). The expressions of a policy are made ready once, when the first
 * message is judged by it. Safe for any number of threads.
 */
public final class ContentModule implements ScanModule {

    /** Messages of the policy before are still judged while a new one is in force. */
    private static final int POLICIES = 4;

    private final HtmlReader pages = new HtmlReader(HtmlLimits.STANDARD);

    // Weak keys are compared by identity, not by their thousands of rules.
    private final LoadingCache<Policy, IdentityHashMap<Scan, CompiledContent>> compiled =
            Caffeine.newBuilder().weakKeys().maximumSize(POLICIES).build(ContentModule::compile);

    /** {@return what cannot be used of a policy's expressions, each with its rule and why} */
    public static List<String> problems(Policy policy) {
        List<String> problems = new ArrayList<>();
        for (Rule rule : policy.rules()) {
            for (var expression : rule.scan().content().expressions()) {
                try {
                    CompiledExpression.of(expression, policy.dictionaries());
                } catch (IllegalArgumentException e) {
                    problems.add(
                            "rule %s, expression %s: %s"
                                    .formatted(rule.name(), expression.name(), e.getMessage()));
                }
            }
        }
        return problems;
    }

    private static IdentityHashMap<Scan, CompiledContent> compile(Policy policy) {
        IdentityHashMap<Scan, CompiledContent> compiled = new IdentityHashMap<>();
        for (Rule rule : policy.rules()) {
            if (rule.scan().asks(ModuleName.CONTENT)) {
                compiled.put(rule.scan(), CompiledContent.of(rule.scan(), policy.dictionaries()));
            }
        }
        return compiled;
    }

    @Override
    public ModuleName name() {
        return ModuleName.CONTENT;
    }

    @Override
    public Turn turn() {
        return Turn.FIRST;
    }

    @Override
    public Examination examine(Subject subject, Wanted wanted) throws Exception {
        var facts = new Facts(subject, pages);
        IdentityHashMap<Scan, CompiledContent> ready = compiled.get(wanted.policy());
        IdentityHashMap<Scan, ModuleResult> results = new IdentityHashMap<>();
        for (Scan rule : wanted.rules()) {
            CompiledContent content = ready.get(rule);
            if (content == null) {
                throw new IllegalArgumentException("a rule that is not of the policy");
            }
            results.put(rule, content.look(facts));
        }
        return rule -> Objects.requireNonNull(results.get(rule), "a rule that was not asked for");
    }
}
