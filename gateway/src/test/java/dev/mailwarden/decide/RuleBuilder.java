package dev.mailwarden.decide;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Network;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Criteria;
import dev.mailwarden.policy.Criterion;
import dev.mailwarden.policy.DefaultPolicy;
import dev.mailwarden.policy.Disclaimer;
import dev.mailwarden.policy.Expression;
import dev.mailwarden.policy.HeaderActions;
import dev.mailwarden.policy.Notice;
import dev.mailwarden.policy.Reaction;
import dev.mailwarden.policy.Rule;
import dev.mailwarden.policy.Scan;
import dev.mailwarden.policy.Warnings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rules for tests, of which a test says only what it is about. */
final class RuleBuilder {

    private final String id;
    private boolean enabled = true;
    private Criteria senders = Criteria.EVERYTHING;
    private boolean senderIsFrom;
    private Criteria recipients = Criteria.EVERYTHING;
    private Rule.Mode mode = Rule.Mode.SCAN;
    private final Map<ModuleName, Map<Status, Reaction>> reactions =
            new EnumMap<>(ModuleName.class);
    private Scan.Antivirus antivirus = DefaultPolicy.scan().antivirus();
    private Scan.Content content = new Scan.Content(true, List.of());
    private boolean keepRefused = true;
    private List<Notice> notices = List.of();
    private Optional<Warnings> warnings = Optional.empty();
    private Optional<Disclaimer> disclaimer = Optional.empty();
    private Set<Mailbox> blindCopies = Set.of();
    private HeaderActions headers = HeaderActions.NONE;

    private RuleBuilder(String id) {
        this.id = id;
    }

    static RuleBuilder rule(String id) {
        return new RuleBuilder(id);
    }

    static RuleBuilder defaultRule() {
        return new RuleBuilder(Rule.DEFAULT_ID);
    }

    /** Reads a criterion as people write it. */
    static Criterion criterion(String text) {
        if (text.equals("<>")) {
            return new Criterion.Nobody();
        }
        if (text.startsWith("re:")) {
            return new Criterion.Expression(text.substring(3));
        }
        int slash = text.indexOf('/');
        if (slash > 0 && text.indexOf('@') < 0) {
            return new Criterion.Client(
                    new Network(
                            address(text.substring(0, slash)),
                            Integer.parseInt(text.substring(slash + 1))));
        }
        return Mailbox.parse(text)
                .filter(_ -> text.indexOf('*') < 0 && text.indexOf('?') < 0)
                .<Criterion>map(Criterion.Address::new)
                .orElseGet(() -> new Criterion.Mask(text));
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static Criteria criteria(String... texts) {
        return new Criteria(Arrays.stream(texts).map(RuleBuilder::criterion).toList());
    }

    RuleBuilder from(String... texts) {
        senders = criteria(texts);
        return this;
    }

    RuleBuilder fromHeader(String... texts) {
        senderIsFrom = true;
        return from(texts);
    }

    RuleBuilder to(String... texts) {
        recipients = criteria(texts);
        return this;
    }

    RuleBuilder mode(Rule.Mode one) {
        mode = one;
        return this;
    }

    RuleBuilder disabled() {
        enabled = false;
        return this;
    }

    RuleBuilder asks(ModuleName... modules) {
        for (ModuleName module : modules) {
            reactions.computeIfAbsent(module, _ -> new HashMap<>());
        }
        return this;
    }

    RuleBuilder on(ModuleName module, Status status, Reaction reaction) {
        reactions.computeIfAbsent(module, _ -> new HashMap<>()).put(status, reaction);
        return this;
    }

    RuleBuilder on(ModuleName module, Status status, Action action) {
        return on(module, status, Reaction.of(action));
    }

    RuleBuilder ifDisinfectionFails(Action action) {
        antivirus = new Scan.Antivirus(action, true, false, List.of());
        return this;
    }

    RuleBuilder expressions(boolean strictest, Expression... expressions) {
        content = new Scan.Content(strictest, List.of(expressions));
        return asks(ModuleName.CONTENT);
    }

    RuleBuilder deletesRefused() {
        keepRefused = false;
        return this;
    }

    RuleBuilder notices(Notice... some) {
        notices = List.of(some);
        return this;
    }

    RuleBuilder warns(Warnings.Kind... kinds) {
        warnings = Optional.of(new Warnings("warning", Set.of(kinds)));
        return this;
    }

    RuleBuilder disclaims(boolean top) {
        disclaimer = Optional.of(new Disclaimer("disclaimer", top));
        return this;
    }

    RuleBuilder copiesTo(String address) {
        blindCopies = Set.of(Mailbox.parse(address).orElseThrow());
        return this;
    }

    RuleBuilder headers(HeaderActions actions) {
        headers = actions;
        return this;
    }

    Rule build() {
        return new Rule(
                id,
                "Rule " + id,
                "",
                enabled,
                senders,
                senderIsFrom,
                recipients,
                mode,
                new Scan(reactions, antivirus, content),
                keepRefused,
                notices,
                warnings,
                disclaimer,
                blindCopies,
                headers);
    }
}
