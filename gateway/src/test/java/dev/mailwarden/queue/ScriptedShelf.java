package dev.mailwarden.queue;

import dev.mailwarden.message.Content;
import dev.mailwarden.message.CopyShelf;
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
        if (broken) {
            throw new IOException("the store is broken");
        }
        entered.putIfAbsent(copy.name(), copy.kept());
    }

    @Override
    public void clear(Set<CopyName> named) {
        bodies.keySet().removeIf(name -> !named.contains(name) && !entered.containsKey(name));
    }
}
