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

    private Look open(MailObject object, Detection type) throws IOException, InterruptedException {
        if (type.all().anyMatch(ContainerTypes::isEncrypted)) {
            return Look.of(Look.State.ENCRYPTED, type.primary().description());
        }
        boolean isMail = type.primary() == FileType.EML && object.isAttached();
        Optional<FileType> closed =
                type.all()
                        .filter(one -> ContainerTypes.isHolder(one) && !subject.opener().opens(one))
                        .findFirst();
        boolean opens = type.all().anyMatch(subject.opener()::opens);
        if (!isMail && !opens && closed.isEmpty()) {
            return Look.PLAIN;
        }
        if (!budget.allowsDepth(object.depth() + 1)) {
            return Look.over(Resource.DEPTH);
        }
        Look look = isMail ? parse(object) : unpack(object, type);
        return look.isWhole() && closed.isPresent()
                ? Look.of(Look.State.NOT_OPENED, closed.get().description())
                : look;
    }

    private Look parse(MailObject object) throws IOException, InterruptedException {
        Message.parse(subject.octets(object), budget)
                .leaves()
                .forEach(part -> add(object.inner(part)));
        return Look.OPENED;
    }

    private Look unpack(MailObject object, Detection type)
            throws IOException, InterruptedException {
        Octets octets = subject.octets(object);
        Look look = Look.OPENED;
        for (ContainerOpener.Opened opened : subject.opener().open(type, octets, budget)) {
            subject.keep(opened.store());
            opened.entries().forEach(entry -> add(object.inner(entry)));
            look = worse(look, opened.look());
        }
        return look;
    }

    private static Look worse(Look one, Look other) {
        Look worse = one.state().compareTo(other.state()) >= 0 ? one : other;
        var oddities = new ArrayList<>(one.oddities());
        oddities.addAll(other.oddities());
        return worse.withOddities(oddities);
    }
}
