package dev.mailwarden.scan;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Resource;
import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.filetype.FileType;
import dev.mailwarden.mail.mime.Message;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.OverBudgetException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Opens everything in a message, level by level. Runs under the lock of the subject. Ends with an
 * exception when the time of whoever asked is over; whoever asks next begins anew. All else that
 * runs out is remembered with the object that it ran out at.
 */
final class ObjectWalk {

    private final Subject subject;
    private final Budget budget;
    private final List<MailObject> found = new ArrayList<>();
    private final Deque<MailObject> waiting = new ArrayDeque<>();

    ObjectWalk(Subject subject) {
        this.subject = subject;
        this.budget = subject.budget();
    }

    List<MailObject> run() throws IOException, InterruptedException {
        subject.parts().forEach(this::add);
        while (!waiting.isEmpty()) {
            if (!budget.isInTime()) {
                throw new OverBudgetException(budget);
            }
            MailObject object = waiting.remove();
            if (object.isOpenable()) {
                object.look(look(object));
            }
        }
        return List.copyOf(found);
    }

    private void add(MailObject object) {
        found.add(object);
        waiting.add(object);
    }

    private Look look(MailObject object) throws IOException, InterruptedException {
        try {
            return open(object, subject.type(object));
        } catch (OverBudgetException e) {
            if (e.resource() == Resource.WALL_TIME) {
                throw e;
            }
            return Look.over(e.resource());
        }
    }

    /** Looks in every way in which some reader could take it: none of them hides another. */
    private Look open(MailObject object, Detection type) throws IOException, InterruptedException {
        Look look = unopened(type);
        boolean isMail = type.couldBe(FileType.EML) && object.isAttached();
        boolean opens = type.all().anyMatch(subject.opener()::opens);
        if (!isMail && !opens && look.state() != Look.State.NOT_OPENED) {
            return look;
        }
        if (!budget.allowsDepth(object.depth() + 1)) {
            return look.and(Look.over(Resource.DEPTH));
        }
        if (isMail) {
            look = look.and(parse(object));
        }
        return opens ? look.and(unpack(object, type)) : look;
    }

    /** What is to be told of types that nobody here can open. */
    private Look unopened(Detection type) {
        Look look =
                type.all()
                        .filter(one -> ContainerTypes.isHolder(one) && !subject.opener().opens(one))
                        .findFirst()
                        .map(closed -> Look.of(Look.State.NOT_OPENED, closed.description()))
                        .orElse(Look.PLAIN);
        if (!type.complete()) {
            look = look.and(Look.of(Look.State.NOT_OPENED, "what it is could not be told"));
        }
        return type.all()
                .filter(ContainerTypes::isEncrypted)
                .findFirst()
                .map(closed -> Look.of(Look.State.ENCRYPTED, closed.description()))
                .map(look::and)
                .orElse(look);
    }

    private Look parse(MailObject object) throws IOException, InterruptedException {
        Message message = Message.parse(subject.octets(object), budget);
        message.leaves().forEach(part -> add(object.inner(part)));
        Optional<Resource> ranOut = budget.exhausted();
        if (ranOut.filter(Resource.WALL_TIME::equals).isPresent()) {
            throw new OverBudgetException(budget);
        }
        // It may have run out before: then there are fewer parts than there should be all the same.
        return ranOut.map(Look::over).orElse(Look.OPENED);
    }

    private Look unpack(MailObject object, Detection type)
            throws IOException, InterruptedException {
        Octets octets = subject.octets(object);
        List<ContainerOpener.Opened> ways = subject.opener().open(type, octets, budget);
        ways.forEach(opened -> subject.keep(opened.store()));
        Look look = Look.OPENED;
        for (ContainerOpener.Opened opened : ways) {
            opened.entries().forEach(entry -> add(object.inner(entry)));
            look = look.and(opened.look());
        }
        return look;
    }
}
