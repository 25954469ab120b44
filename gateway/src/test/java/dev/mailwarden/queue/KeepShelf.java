package dev.mailwarden.queue;

import dev.mailwarden.keep.Keep;
import dev.mailwarden.keep.MessageStore;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.KeptId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/** Keeps copies in the real stores; the quarantine may be out of reach. */
final class KeepShelf implements CopyShelf {

    private final Keep keep;
    private final boolean quarantineFails;

    KeepShelf(Keep keep, boolean quarantineFails) {
        this.keep = keep;
        this.quarantineFails = quarantineFails;
    }

    private MessageStore store(Store store) {
        return switch (store) {
            case BACKUP -> keep.backup();
            case QUARANTINE -> keep.quarantine();
        };
    }

    @Override
    public void put(CopyName name, Content body) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        body.writeTo(octets);
        store(name.store()).keep(name.id(), new ByteArrayInputStream(octets.toByteArray()));
    }

    @Override
    public void takeBack(CopyName name) {
        try {
            store(name.store()).delete(name.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void enter(Copy copy) throws IOException {
        if (quarantineFails && copy.store() == Store.QUARANTINE) {
            throw new IOException("the quarantine is out of reach");
        }
        store(copy.store()).enter(copy.kept());
    }

    @Override
    public void clear(Set<CopyName> named) throws IOException {
        keep.reconcile(ids(named, Store.BACKUP), ids(named, Store.QUARANTINE));
    }

    private static List<KeptId> ids(Set<CopyName> names, Store store) {
        return names.stream().filter(name -> name.store() == store).map(CopyName::id).toList();
    }
}
