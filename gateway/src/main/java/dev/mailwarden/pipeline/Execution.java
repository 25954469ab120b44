package dev.mailwarden.pipeline;

import dev.mailwarden.act.Dispatch;
import dev.mailwarden.act.Outgoing;
import dev.mailwarden.decide.Group;
import dev.mailwarden.message.Acceptance;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.CopyShelf.Copy;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Journal;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.Verdict;
import dev.mailwarden.spool.SpoolFullException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a decision true: writes what leaves, puts copies into their stores, and commits all of it
 * at once. When this returns, the client may be told; when it throws, nothing was accepted. Safe
 * for any number of threads.
 */
final class Execution {

    private final Dispatch dispatch;
    private final CopyShelf shelf;
    private final Copying copying;
    private final Acceptance acceptance;
    private final Journal journal;

    Execution(
            Dispatch dispatch,
            CopyShelf shelf,
            Copying copying,
            Acceptance acceptance,
            Journal journal) {
        this.dispatch = dispatch;
        this.shelf = shelf;
        this.copying = copying;
        this.acceptance = acceptance;
        this.journal = journal;
    }

    void carryOut(Case it) throws IOException, InterruptedException {
        InboundMail mail = it.mail();
        List<Judgement> judgements = it.decision().judgements();
        boolean taken = judgements.stream().anyMatch(Execution::isTaken);
        try (Outgoing outgoing = dispatch.write(mail, it::tree, judgements, it.freshBudget())) {
            List<Event.Judged> judged = judged(it, outgoing.signaturesBroken());
            List<Copy> copies = copying.copies(it, judged);
            List<Event> events = new ArrayList<>(2);
            if (taken) {
                events.add(Batch.received(mail, it.facts().now()));
            }
            events.addAll(judged);
            events.addAll(outgoing.events());
            if (taken || !copies.isEmpty() || !outgoing.posts().isEmpty()) {
                commit(
                        new Batch(
                                mail.journey(),
                                mail.arrival().origin(),
                                mail.envelope(),
                                outgoing.portions(),
                                outgoing.posts(),
                                copies,
                                events),
                        mail);
            } else {
                events.forEach(journal::record);
            }
        }
    }

    /** With a reply for each it may be that nobody's mail is taken. */
    private static boolean isTaken(Judgement judgement) {
        return switch (judgement.fate()) {
            case DELIVERED, QUARANTINED, DISCARDED -> true;
            case REFUSED, PUT_OFF -> false;
        };
    }

    /** Bodies of copies are durable before the commit that names them. */
    private void commit(Batch batch, InboundMail mail) throws IOException, InterruptedException {
        List<CopyShelf.CopyName> put = new ArrayList<>(batch.copies().size());
        try {
            for (Copy copy : batch.copies()) {
                shelf.put(copy.name(), mail.content());
                put.add(copy.name());
            }
        } catch (Throwable e) {
            put.forEach(shelf::takeBack);
            throw e;
        }
        try {
            acceptance.commit(batch);
        } catch (SpoolFullException e) {
            // Nothing was written that names them. After any other failure something may have been.
            put.forEach(shelf::takeBack);
            throw e;
        }
    }

    private static List<Event.Judged> judged(Case it, Set<Integer> broken) {
        List<Event.Judged> judged = new ArrayList<>();
        List<List<CopyShelf.CopyName>> kept = Copying.names(it);
        List<Judgement> judgements = it.decision().judgements();
        for (int i = 0; i < judgements.size(); i++) {
            judged.add(judged(it, judgements.get(i), i, kept.get(i), broken));
        }
        return judged;
    }

    private static Event.Judged judged(
            Case it,
            Judgement judgement,
            int number,
            List<CopyShelf.CopyName> kept,
            Set<Integer> broken) {
        var facts = it.facts();
        Set<Integer> inside = new HashSet<>(judgement.recipients());
        inside.retainAll(facts.inside());
        return new Event.Judged(
                facts.journey(),
                Event.Judged.FIRST_SEQUENCE + number,
                facts.now(),
                it.decision().revision(),
                facts.arrival().origin(),
                facts.sender().from(),
                facts.sender().vouched(),
                facts.subject(),
                facts.messageId(),
                it.mailboxes(judgement.recipients()),
                judgement.recipients(),
                inside,
                judgement.rule(),
                judgement.ruleName(),
                asked(it, judgement),
                judgement.action(),
                judgement.decidedBy(),
                judgement.fate(),
                kept,
                judgement.recipients().stream().anyMatch(broken::contains));
    }

    /** The policy's revision says why the others were not asked. */
    private static Verdict asked(Case it, Judgement judgement) {
        Group group = it.group(judgement.recipients().getFirst());
        return Verdict.of(
                judgement.verdict().results().values().stream()
                        .filter(result -> group.asked().contains(result.module()))
                        .toList());
    }
}
