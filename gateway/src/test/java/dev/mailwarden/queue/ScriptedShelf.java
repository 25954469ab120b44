package dev.mailwarden.queue;

import dev.mailwarden.message.Content;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.DamagedContentException;
import dev.mailwarden.message.Kept;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps copies in memory, and outlives the queue that uses it, as a disk does. */
public final class ScriptedShelf implements CopyShelf {

    final Map<CopyName, String> bodies = new ConcurrentHashMap<>();
    final Map<CopyName, Kept> entered = new ConcurrentHashMap<>();
    final AtomicInteger tried = new AtomicInteger();
    volatile boolean broken;
    volatile Runnable meanwhile = () -> {};
    private volatile Set<CopyName> atOpening = Set.of();

    /** What is there. */
    public Set<CopyName> names() {
        return Set.copyOf(bodies.keySet());
    }

    /** What is put there from now on is not cleared. */
    void open() {
        atOpening = Set.copyOf(bodies.keySet());
    }

    @Override
    public void put(CopyName name, Content body) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        body.writeTo(octets);
        bodies.put(name, octets.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void takeBack(CopyName name) {
        bodies.remove(name);
    }

    @Override
    public void enter(Copy copy) throws IOException {
        tried.incrementAndGet();
        meanwhile.run();
        if (broken) {
            throw new IOException("the store is broken");
        }
        if (!bodies.containsKey(copy.name())) {
            throw new DamagedContentException("the body is gone");
        }
        entered.putIfAbsent(copy.name(), copy.kept());
    }

    @Override
    public void clear(Set<CopyName> named) {
        bodies.keySet()
                .removeIf(name ->
                        atOpening.contains(name)
                                && !named.contains(name)
                                && !entered.containsKey(name));
    }
}
