package dev.mailwarden.pipeline;

import dev.mailwarden.config.Settings;
import dev.mailwarden.decide.Decider;
import dev.mailwarden.decide.Facts;
import dev.mailwarden.decide.Group;
import dev.mailwarden.decide.Plan;
import dev.mailwarden.decide.PolicySnapshot;
import dev.mailwarden.decide.Sender;
import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Verdict;
import dev.mailwarden.policy.Protection;
import dev.mailwarden.scan.Asked;
import dev.mailwarden.scan.Means;
import dev.mailwarden.scan.Scanner;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Looks at a message and decides about it; nothing comes of that before somebody acts upon it. Safe
 * for any number of threads.
 */
public final class Judge {

    private final Supplier<PolicySnapshot> policies;
    private final Supplier<Settings> settings;
    private final Scanner scanner;
    private final Means means;
    private final Decider decider;
    private final InstantSource clock;
    private final LongSupplier ticker;

    /**
     * Puts together what it takes.
     *
     * @param policies gives the policy in force
     * @param settings say which domains are inside
     * @param ticker monotonic time in nanoseconds
     */
    public Judge(
            Supplier<PolicySnapshot> policies,
            Supplier<Settings> settings,
            Scanner scanner,
            Means means,
            Decider decider,
            InstantSource clock,
            LongSupplier ticker) {
        this.policies = policies;
        this.settings = settings;
        this.scanner = scanner;
        this.means = means;
        this.decider = decider;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * Decides about a message.
     *
     * @param answers what the client can still be told
     * @return to be closed once all that follows from it was written
     * @throws IOException if the message cannot be read back
     */
    public Case judge(InboundMail mail, Decider.Answers answers)
            throws IOException, InterruptedException {
        PolicySnapshot policy = policies.get();
        Plan plan = Plan.of(policy, facts(mail, Heading.of(mail.content())));
        Case.Papers papers = new Case.Papers(mail, plan, means, () -> budget(policy));
        try {
            List<Verdict> verdicts = verdicts(papers, plan);
            return new Case(papers, verdicts, decider.decide(plan, verdicts, answers));
        } catch (Throwable e) {
            papers.close();
            throw e;
        }
    }

    private List<Verdict> verdicts(Case.Papers papers, Plan plan)
            throws IOException, InterruptedException {
        if (plan.groups().stream().allMatch(group -> group.asked().isEmpty())) {
            return plan.groups().stream().map(_ -> Verdict.NONE).toList();
        }
        return scanner.scan(papers.subject(), plan.policy().policy(), asked(plan));
    }

    private static List<Asked> asked(Plan plan) {
        return plan.groups().stream()
                .map((Group group) -> new Asked(group.rule().scan(), group.notAsked()))
                .toList();
    }

    private Facts facts(InboundMail mail, Heading heading) {
        Settings.Relay relay = settings.get().relay();
        Set<Integer> inside = new HashSet<>();
        List<Recipient> recipients = mail.envelope().recipients();
        for (int i = 0; i < recipients.size(); i++) {
            if (relay.isLocal(recipients.get(i).mailbox().domain())) {
                inside.add(i);
            }
        }
        return new Facts(
                mail.journey(),
                clock.instant(),
                mail.envelope(),
                mail.arrival(),
                new Sender(
                        mail.envelope().reversePath(),
                        heading.from(),
                        mail.arrival().client(),
                        Set.of()),
                inside,
                heading.subject(),
                mail.messageId(),
                heading.claimed());
    }

    /** {@return what all looks at one message may cost together} */
    private Budget budget(PolicySnapshot policy) {
        Protection.Bounds bounds = policy.policy().protection().budget();
        Limits limits =
                new Limits(
                        bounds.octets(),
                        bounds.ratio(),
                        Limits.DEFAULT.ratioFrom(),
                        bounds.entries(),
                        bounds.depth(),
                        bounds.parts(),
                        Limits.DEFAULT.headers(),
                        Limits.DEFAULT.urls(),
                        bounds.cpuAnObject());
        return Budget.open(limits, ticker, Scanner.WALL);
    }
}
