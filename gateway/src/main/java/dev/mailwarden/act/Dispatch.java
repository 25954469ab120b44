package dev.mailwarden.act;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.mime.Message;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.Edit;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.Letter;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Makes judgements into what leaves: the message as each recipient gets it, notifications, blind
 * copies. Safe for any number of threads.
 */
public final class Dispatch {

    /** Of a message of our own: with the longest addresses still less than an envelope takes. */
    private static final int MOST_RECIPIENTS = 1_000;

    private final Intake intake;
    private final Editor editor;
    private final Letters letters;

    /**
     * Makes one for a node.
     *
     * @param host names messages of our own
     * @param from whom people may answer to about them, asked each time
     * @param random must not be foreseeable by strangers
     */
    public Dispatch(
            Intake intake,
            Domain host,
            Supplier<Mailbox> from,
            InstantSource clock,
            RandomGenerator random) {
        this.intake = intake;
        this.editor = new Editor(random);
        this.letters = new Letters(host, from, clock, random);
    }

    /** The parts of a message, taken apart when somebody asks. */
    @FunctionalInterface
    public interface Tree {

        /** {@return the parts, the same each time} */
        Message get() throws IOException;
    }

    /**
     * Writes all that is to leave. Nothing is durable until it is committed.
     *
     * @param tree of the content of the message, asked for if it is needed
     * @param budget what reading for edits may cost
     * @throws IOException if something cannot be read or written: nothing is left behind then
     */
    public Outgoing write(InboundMail mail, Tree tree, List<Judgement> judgements, Budget budget)
            throws IOException {
        var drafts = new Drafts(intake);
        try {
            return write(mail, tree, judgements, budget, drafts);
        } catch (Throwable e) {
            drafts.close();
            throw e;
        }
    }

    private Outgoing write(
            InboundMail mail, Tree tree, List<Judgement> judgements, Budget budget, Drafts drafts)
            throws IOException {
        List<Batch.Portion> portions = new ArrayList<>();
        Set<Integer> broken = new TreeSet<>();
        for (var group : byEdits(judgements).entrySet()) {
            Editor.Edited edited =
                    editor.edit(mail.content(), tree, group.getKey(), budget, drafts);
            portions.add(new Batch.Portion(edited.content(), List.copyOf(group.getValue())));
            if (edited.breaksSignature()) {
                broken.addAll(group.getValue());
            }
        }
        List<Batch.Post> posts = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        for (Letters.Posted posted : posted(mail, tree, judgements, drafts)) {
            posts.add(posted.post());
            events.add(posted.event());
        }
        return new Outgoing(merged(portions), posts, events, broken, drafts);
    }

    private static Map<List<Edit>, Set<Integer>> byEdits(List<Judgement> judgements) {
        Map<List<Edit>, Set<Integer>> groups = new LinkedHashMap<>();
        for (Judgement judgement : judgements) {
            if (judgement.fate() == Judgement.Fate.DELIVERED) {
                groups.computeIfAbsent(judgement.edits(), _ -> new TreeSet<>())
                        .addAll(judgement.recipients());
            }
        }
        return groups;
    }

    /** Edits that change nothing leave the same content, which a commit takes once. */
    private static List<Batch.Portion> merged(List<Batch.Portion> portions) {
        Map<Content, Set<Integer>> byContent = new LinkedHashMap<>();
        for (Batch.Portion portion : portions) {
            byContent
                    .computeIfAbsent(portion.content(), _ -> new TreeSet<>())
                    .addAll(portion.recipients());
        }
        List<Batch.Portion> merged = new ArrayList<>();
        byContent.forEach((content, recipients) ->
                merged.add(new Batch.Portion(content, List.copyOf(recipients))));
        return merged;
    }

    private List<Letters.Posted> posted(
            InboundMail mail, Tree tree, List<Judgement> judgements, Drafts drafts)
            throws IOException {
        List<Letters.Posted> posted = new ArrayList<>();
        Set<Mailbox> blind = new HashSet<>();
        Set<Letter> told = new LinkedHashSet<>();
        for (Judgement judgement : judgements) {
            blind.addAll(judgement.blindCopies());
            told.addAll(judgement.letters());
        }
        for (Letter letter : told) {
            for (Set<Mailbox> to : shares(letter.to())) {
                posted.add(letters.post(letter.only(to), mail, tree.get().root().source(), drafts));
            }
        }
        for (Set<Mailbox> to : shares(blind)) {
            posted.add(letters.copy(to, mail, drafts));
        }
        return posted;
    }

    /** However many a policy names, an envelope of ours holds no more than one that came in. */
    private static List<Set<Mailbox>> shares(Set<Mailbox> all) {
        List<Set<Mailbox>> shares = new ArrayList<>(1);
        for (Mailbox mailbox : all) {
            if (shares.isEmpty() || shares.getLast().size() == MOST_RECIPIENTS) {
                shares.add(new LinkedHashSet<>());
            }
            shares.getLast().add(mailbox);
        }
        return shares;
    }
}
