package dev.mailwarden.pipeline;

import dev.mailwarden.decide.Facts;
import dev.mailwarden.decide.Group;
import dev.mailwarden.decide.Plan;
import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.mime.Message;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Decision;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Verdict;
import dev.mailwarden.scan.Means;
import dev.mailwarden.scan.Subject;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message that was decided about, with all that the decision rests on. For one thread; closing
 * it lets go what was made to look at the message.
 */
public final class Case implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Case.class);

    private final Papers papers;
    private final List<Verdict> verdicts;
    private final Decision decision;
    private final Map<Integer, Group> groups = new HashMap<>();

    Case(Papers papers, List<Verdict> verdicts, Decision decision) {
        this.papers = papers;
        this.verdicts = List.copyOf(verdicts);
        this.decision = decision;
    }

    /** The message, taken apart when that is first needed. For one thread. */
    static final class Papers implements AutoCloseable {

        private final InboundMail mail;
        private final Plan plan;
        private final Means means;
        private final Supplier<Budget> budgets;
        private Optional<Subject> subject = Optional.empty();

        Papers(InboundMail mail, Plan plan, Means means, Supplier<Budget> budgets) {
            this.mail = mail;
            this.plan = plan;
            this.means = means;
            this.budgets = budgets;
        }

        Subject subject() throws IOException {
            if (subject.isEmpty()) {
                subject = Optional.of(Subject.of(mail, budgets.get(), means));
            }
            return subject.get();
        }

        @Override
        public void close() {
            if (subject.isPresent()) {
                try {
                    subject.get().close();
                } catch (IOException e) {
                    LOG.warn("what {} was taken apart to could not be let go", mail.journey(), e);
                }
            }
        }
    }

    /** {@return the message} */
    public InboundMail mail() {
        return papers.mail;
    }

    /** {@return which rules hold for whom} */
    public Plan plan() {
        return papers.plan;
    }

    Facts facts() {
        return papers.plan.facts();
    }

    /** {@return what the modules said, one verdict for each group of the plan} */
    public List<Verdict> verdicts() {
        return verdicts;
    }

    /** {@return what is to become of it} */
    public Decision decision() {
        return decision;
    }

    /** {@return the group of a recipient} */
    Group group(int recipient) {
        if (groups.isEmpty()) {
            plan().groups()
                    .forEach(group -> group.recipients().forEach(it -> groups.put(it, group)));
        }
        return Objects.requireNonNull(groups.get(recipient));
    }

    /** {@return recipients by their places in the envelope} */
    List<Mailbox> mailboxes(List<Integer> places) {
        List<Recipient> all = mail().envelope().recipients();
        return places.stream().map(place -> all.get(place).mailbox()).toList();
    }

    /** {@return the parts of the message} */
    Message tree() throws IOException {
        return papers.subject().message();
    }

    /** {@return what writing the message anew may cost, apart from what looking at it did} */
    Budget freshBudget() {
        return papers.budgets.get();
    }

    @Override
    public void close() {
        papers.close();
    }
}
