package dev.mailwarden.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Decision;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Verdict;
import dev.mailwarden.policy.DefaultPolicy;
import dev.mailwarden.policy.Lists;
import dev.mailwarden.policy.Marking;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Protection;
import dev.mailwarden.policy.Rule;
import dev.mailwarden.policy.Template;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One message under one policy, of which a test says only what it is about. */
final class Trial {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private Policy policy;
    private ReversePath reversePath = path("sender@outside.example");
    private List<Mailbox> from = List.of();
    private String client = "192.0.2.1";
    private Set<Domain> vouched = Set.of();
    private Arrival.Origin origin = Arrival.Origin.OUTSIDE;
    private List<String> recipients = List.of("user@ours.example");
    private Set<String> claimed = Set.of();
    private Decider.Answers answers = Decider.Answers.ONE;
    private final List<ModuleResult> results = new ArrayList<>();

    private Trial(Policy policy) {
        this.policy = policy;
    }

    /** All modules on; the last rule may be left out. */
    static Trial under(RuleBuilder... rules) {
        List<Rule> all =
                Arrays.stream(rules)
                        .map(RuleBuilder::build)
                        .collect(Collectors.toCollection(ArrayList::new));
        if (all.isEmpty() || !all.getLast().isDefault()) {
            all.add(RuleBuilder.defaultRule().build());
        }
        return new Trial(policy(all, Lists.EMPTY));
    }

    static Policy policy(List<Rule> rules, Lists lists) {
        Map<String, Template> templates = new HashMap<>(DefaultPolicy.templates());
        templates.put("disclaimer", new Template("", "Disclaimer.\r\n", ""));
        return new Policy(
                protection(Protection.Mode.FULL, Set.of()),
                rules,
                lists,
                Map.of(),
                templates,
                new Marking(false, false, false, false, false),
                Set.of());
    }

    static Protection protection(Protection.Mode mode, Set<ModuleName> off) {
        Map<ModuleName, Protection.Switch> switches = new EnumMap<>(ModuleName.class);
        for (ModuleName module : ModuleName.values()) {
            switches.put(
                    module,
                    new Protection.Switch(!off.contains(module), DefaultPolicy.timeLimit(module)));
        }
        return new Protection(mode, switches, Protection.Bounds.DEFAULT);
    }

    private static ReversePath path(String text) {
        return text.isEmpty()
                ? new ReversePath.Null()
                : new ReversePath.Of(Mailbox.parse(text).orElseThrow());
    }

    static PolicySnapshot compiled(Policy policy) {
        Compilation compilation = PolicySnapshot.compile(policy, 7);
        assertThat(compilation).isInstanceOf(Compilation.Ready.class);
        return ((Compilation.Ready) compilation).snapshot();
    }

    Trial with(UnaryOperator<Policy> change) {
        policy = change.apply(policy);
        return this;
    }

    Trial lists(List<Lists.Entry> deny, List<Lists.Entry> allow) {
        return with(it -> withLists(it, new Lists(deny, allow)));
    }

    private static Policy withLists(Policy it, Lists lists) {
        return new Policy(
                it.protection(),
                it.rules(),
                lists,
                it.dictionaries(),
                it.templates(),
                it.marking(),
                it.generalRecipients());
    }

    /** Our own fields that the message came with. */
    Trial claiming(String header) {
        claimed = Facts.claimedIn(HeaderBlock.read(header.getBytes(StandardCharsets.US_ASCII)));
        return this;
    }

    Trial marking(Marking marking) {
        return with(it ->
                new Policy(
                        it.protection(),
                        it.rules(),
                        it.lists(),
                        it.dictionaries(),
                        it.templates(),
                        marking,
                        it.generalRecipients()));
    }

    Trial protectedBy(Protection protection) {
        return with(it ->
                new Policy(
                        protection,
                        it.rules(),
                        it.lists(),
                        it.dictionaries(),
                        it.templates(),
                        it.marking(),
                        it.generalRecipients()));
    }

    Trial alsoTelling(String address) {
        return with(it ->
                new Policy(
                        it.protection(),
                        it.rules(),
                        it.lists(),
                        it.dictionaries(),
                        it.templates(),
                        it.marking(),
                        Set.of(Mailbox.parse(address).orElseThrow())));
    }

    /** The reverse-path; empty for null. */
    Trial from(String address) {
        reversePath = path(address);
        return this;
    }

    Trial headerFrom(String... addresses) {
        from = Arrays.stream(addresses).map(it -> Mailbox.parse(it).orElseThrow()).toList();
        return this;
    }

    Trial client(String address) {
        client = address;
        return this;
    }

    Trial vouchedFor(String domain) {
        vouched = Set.of(Domain.parse(domain).orElseThrow());
        return this;
    }

    Trial inside() {
        origin = Arrival.Origin.INSIDE;
        return this;
    }

    Trial to(String... addresses) {
        recipients = List.of(addresses);
        return this;
    }

    Trial answeringEach() {
        answers = Decider.Answers.EACH;
        return this;
    }

    /** What modules say, the same for every group that asks them. */
    Trial saying(ModuleResult... some) {
        results.addAll(List.of(some));
        return this;
    }

    Sender sender() {
        return new Sender(reversePath, from, RuleBuilder.address(client), vouched);
    }

    Facts facts() {
        List<Recipient> all =
                recipients.stream()
                        .map(it -> Mailbox.parse(it).orElseThrow())
                        .map(it -> new Recipient(it, RcptParameters.NONE))
                        .toList();
        Set<Integer> inside =
                IntStream.range(0, all.size())
                        .filter(i -> all.get(i).mailbox().domain().name().endsWith("ours.example"))
                        .boxed()
                        .collect(Collectors.toSet());
        return new Facts(
                new JourneyId(0x7000L, 1),
                NOW,
                new Envelope(reversePath, MailParameters.NONE, all),
                new Arrival(
                        NOW,
                        "mx",
                        RuleBuilder.address(client),
                        1025,
                        "client.example",
                        true,
                        Optional.empty(),
                        origin,
                        Optional.empty()),
                sender(),
                inside,
                "Some <b>subject</b>",
                "<1@outside.example>",
                claimed);
    }

    Plan plan() {
        return Plan.of(compiled(policy), facts());
    }

    List<Verdict> verdicts(Plan plan) {
        return plan.groups().stream()
                .map(group ->
                        Verdict.of(
                                group.asked().stream()
                                        .map(module ->
                                                results.stream()
                                                        .filter(it -> it.module() == module)
                                                        .findAny()
                                                        .orElseGet(() -> Said.clean(module)))
                                        .toList()))
                .toList();
    }

    Decision decide() {
        Plan plan = plan();
        return decider().decide(plan, verdicts(plan), answers);
    }

    static Decider decider() {
        return new Decider(new Node("Mailwarden", "node1", "10.0.0.1", 443));
    }

    Judgement judgement() {
        assertThat(decide().judgements()).hasSize(1);
        return decide().judgements().getFirst();
    }

    Explanation explanation() {
        Plan plan = plan();
        return Explainer.explain(plan, verdicts(plan), answers);
    }
}
