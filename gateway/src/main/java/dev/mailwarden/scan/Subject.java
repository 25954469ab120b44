package dev.mailwarden.scan;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.filetype.Declared;
import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.mime.Message;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.scan.unpack.Scratch;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What modules look at: a message with its tree of parts, and all that is in it. Made once a
 * message; what is decoded, typed or unpacked for one module is there for the others.
 *
 * <p>Each module has a view of its own, whose budget ends with the module's time. Safe for any
 * number of threads. All that it gave is unreadable once it is closed.
 *
 * <p>To close it never waits for a module that hangs: what such a module works on is let go when it
 * has ended.
 */
public final class Subject implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Subject.class);

    private final Shared shared;
    private final Budget budget;

    /** What all views have in common. */
    private static final class Shared {

        private final InboundMail mail;
        private final ContentOctets octets;
        private final Message message;
        private final Means means;
        private final Scratch scratch;
        private final List<MailObject> parts;
        private final ReentrantLock lock = new ReentrantLock();
        private volatile boolean closed;

        // Guarded by the lock.
        private final List<AutoCloseable> stores = new ArrayList<>();
        private Optional<List<MailObject>> objects = Optional.empty();

        Shared(InboundMail mail, ContentOctets octets, Message message, Means means) {
            this.mail = mail;
            this.octets = octets;
            this.message = message;
            this.means = means;
            this.scratch = new Scratch(means.directory(), means.room());
            this.parts = message.leaves().stream().map(MailObject::of).toList();
            stores.add(octets);
            stores.add(scratch);
        }

        void enter() throws IOException, InterruptedException {
            lock.lockInterruptibly();
            if (closed) {
                leave();
                throw new IOException("the message is not looked at any more");
            }
        }

        void leave() {
            lock.unlock();
            try {
                letGo();
            } catch (IOException e) {
                LOG.warn("what was made of {} could not be let go", mail.journey(), e);
            }
        }

        /**
         * Lets go of everything if it is closed and nobody is at work on it. Whoever is looks here
         * after letting go of the lock, and finds it closed if he is the last.
         */
        void letGo() throws IOException {
            if (closed && !lock.isHeldByCurrentThread() && lock.tryLock()) {
                try {
                    closeAll(stores);
                    stores.clear();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    private Subject(Shared shared, Budget budget) {
        this.shared = shared;
        this.budget = budget;
    }

    /**
     * Takes a message apart.
     *
     * @param budget what this and all modules may use
     * @return to be closed once the message is decided about
     * @throws IOException if the content cannot be read back
     */
    public static Subject of(InboundMail mail, Budget budget, Means means) throws IOException {
        ContentOctets octets = ContentOctets.of(mail.content());
        boolean made = false;
        try {
            Message message = Message.parse(octets, budget);
            var subject = new Subject(new Shared(mail, octets, message, means), budget);
            made = true;
            return subject;
        } finally {
            if (!made) {
                octets.close();
            }
        }
    }

    /** {@return the same for a module that has to end in {@code wall}, or sooner} */
    Subject within(Duration wall) {
        return new Subject(shared, budget.within(wall));
    }

    /** How the message came, its envelope, its content. */
    public InboundMail mail() {
        return shared.mail;
    }

    /** The octets of the whole message. */
    public Octets whole() {
        return shared.octets;
    }

    /** The tree of parts, in all ways of reading. */
    public Message message() {
        return shared.message;
    }

    /** What looking may still cost. */
    public Budget budget() {
        return budget;
    }

    /** The parts that are not made of others, in all ways of reading; nothing is opened. */
    public List<MailObject> parts() {
        return shared.parts;
    }

    /**
     * The parts, and all that is in them, as deep as the budget goes. Each says by its look whether
     * what is in it was seen.
     *
     * @throws IOException if octets cannot be read back, or the time of the module is over
     */
    public List<MailObject> objects() throws IOException, InterruptedException {
        shared.enter();
        try {
            if (shared.objects.isEmpty()) {
                shared.objects = Optional.of(new ObjectWalk(this).run());
            }
            return shared.objects.get();
        } finally {
            shared.leave();
        }
    }

    /** {@return the octets of an object, decoded} */
    public Octets octets(MailObject object) throws IOException, InterruptedException {
        shared.enter();
        try {
            return object.octets(shared.scratch, budget);
        } finally {
            shared.leave();
        }
    }

    /** {@return what an object is by its content} */
    public Detection type(MailObject object) throws IOException, InterruptedException {
        shared.enter();
        try {
            if (object.knownType().isEmpty()) {
                object.type(detect(object));
            }
            return object.knownType().orElseThrow();
        } finally {
            shared.leave();
        }
    }

    private Detection detect(MailObject object) throws IOException {
        String name = object.names().isEmpty() ? "" : object.names().getFirst();
        Octets octets = object.octets(shared.scratch, budget);
        try {
            return shared.means
                    .types()
                    .detect(new OctetsWindow(octets), new Declared(object.declaredType(), name));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    ContainerOpener opener() {
        return shared.means.opener();
    }

    /** Closes a store with the subject; to be called under the lock. */
    void keep(AutoCloseable store) {
        shared.stores.add(store);
    }

    @Override
    public void close() throws IOException {
        shared.closed = true;
        shared.letGo();
    }

    /** Closes all, whatever the others do; the first trouble is thrown. */
    private static void closeAll(List<AutoCloseable> stores) throws IOException {
        Optional<Exception> trouble = Optional.empty();
        for (AutoCloseable store : stores) {
            try {
                store.close();
            } catch (Exception e) {
                trouble = trouble.or(() -> Optional.of(e));
            }
        }
        if (trouble.isPresent()) {
            throw new IOException("what was unpacked could not be let go", trouble.get());
        }
    }
}
