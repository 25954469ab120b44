package dev.mailwarden.bench.jmh;

import dev.mailwarden.decide.Compilation;
import dev.mailwarden.decide.PolicySnapshot;
import dev.mailwarden.decide.Sender;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Network;
import dev.mailwarden.policy.Criteria;
import dev.mailwarden.policy.Criterion;
import dev.mailwarden.policy.DefaultPolicy;
import dev.mailwarden.policy.HeaderActions;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Rule;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Finding the rule for one pair of a new sender and a recipient (RULE-8). Every rule names 100
 * senders: addresses, domains, masks, networks; every tenth has an expression too, and every second
 * names some recipients only. Half of the pairs are named by some rule, the others only by the
 * last.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RuleBenchmark {

    private static final int ADDRESSES = 100;
    private static final int PAIRS = 4096;

    /** How many rules there are. */
    @Param({"500", "5000"})
    public int rules;

    private PolicySnapshot policy = compiled(List.of(DefaultPolicy.rule()));
    private final List<Sender> senders = new ArrayList<>();
    private final List<Mailbox> recipients = new ArrayList<>();
    private int next;

    /** Makes the policy and the pairs. */
    @Setup
    public void prepare() {
        var random = new Random(1);
        List<Rule> all = new ArrayList<>();
        for (int i = 0; i < rules; i++) {
            all.add(rule(i, random));
        }
        all.add(DefaultPolicy.rule());
        policy = compiled(all);
        for (int i = 0; i < PAIRS; i++) {
            int of = random.nextInt(rules);
            String sender =
                    i % 2 == 0
                            ? "user%d@sender%d.example".formatted(random.nextInt(50), of)
                            : "nobody%d@unknown%d.example".formatted(i, i);
            senders.add(
                    new Sender(
                            new ReversePath.Of(mailbox(sender)),
                            List.of(),
                            address(i % 2 == 0 ? of : 1 << 20, i % 250),
                            Set.of()));
            recipients.add(mailbox("person%d@ours.example".formatted(random.nextInt(rules))));
        }
    }

    /** Finds the rule for the next pair. */
    @Benchmark
    public Rule pair() {
        int pair = next++ % PAIRS;
        return policy.matcher(senders.get(pair), Instant.EPOCH).rule(recipients.get(pair));
    }

    private static Rule rule(int i, Random random) {
        List<Criterion> senders = new ArrayList<>();
        for (int k = 0; k < ADDRESSES; k++) {
            senders.add(sender(i, k));
        }
        if (i % 10 == 0) {
            senders.add(new Criterion.Expression("^billing-[0-9]+@sender%d\\.".formatted(i)));
        }
        List<Criterion> recipients = new ArrayList<>();
        if (i % 2 == 0) {
            recipients.add(new Criterion.Mask("*@ours.example"));
        } else {
            for (int k = 0; k < 10; k++) {
                int who = random.nextInt(i + 10);
                recipients.add(
                        new Criterion.Address(mailbox("person%d@ours.example".formatted(who))));
            }
        }
        Rule model = DefaultPolicy.rule();
        return new Rule(
                "rule-" + i,
                "Rule " + i,
                "",
                true,
                new Criteria(senders),
                false,
                new Criteria(recipients),
                model.mode(),
                model.scan(),
                model.keepRefused(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                HeaderActions.NONE);
    }

    private static Criterion sender(int i, int k) {
        return switch (k % 20) {
            case 16 -> new Criterion.Mask("*@partner%d-%d.example".formatted(i, k));
            case 17 -> new Criterion.Mask("*@*.partner%d-%d.example".formatted(i, k));
            case 18 -> new Criterion.Mask("news%d-*@bulk%d.example".formatted(k, i));
            case 19 -> new Criterion.Client(new Network(address(i, k), 32));
            default -> new Criterion.Address(mailbox("user%d@sender%d.example".formatted(k, i)));
        };
    }

    private static PolicySnapshot compiled(List<Rule> rules) {
        Policy model = DefaultPolicy.policy();
        var policy =
                new Policy(
                        model.protection(),
                        rules,
                        model.lists(),
                        model.dictionaries(),
                        model.templates(),
                        model.marking(),
                        model.generalRecipients());
        return switch (PolicySnapshot.compile(policy, 1)) {
            case Compilation.Ready(PolicySnapshot snapshot, _) -> snapshot;
            case Compilation.Flawed(var flaws) -> throw new IllegalStateException("" + flaws);
        };
    }

    private static Mailbox mailbox(String text) {
        return Mailbox.parse(text).orElseThrow();
    }

    private static InetAddress address(int i, int k) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {10, (byte) (i >> 8), (byte) i, (byte) (k + (i >> 16))});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
