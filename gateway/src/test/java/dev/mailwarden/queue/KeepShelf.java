package dev.mailwarden.queue;

import dev.mailwarden.keep.Keep;
import dev.mailwarden.keep.Shelves;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.CopyShelf;
import java.io.IOException;
import java.util.Set;

/** Keeps copies in the real stores; the quarantine may be out of reach. */
final class KeepShelf implements CopyShelf {

    private final CopyShelf shelves;
    private final boolean quarantineFails;

    KeepShelf(Keep keep, boolean quarantineFails) {
        this.shelves = new Shelves(keep);
        this.quarantineFails = quarantineFails;
    }

    @Override
    public void put(CopyName name, Content body) throws IOException {
        shelves.put(name, body);
    }

    @Override
    public void takeBack(CopyName name) {
        shelves.takeBack(name);
    }

    @Override
    public void enter(Copy copy) throws IOException {
        if (quarantineFails && copy.store() == Store.QUARANTINE) {
            throw new IOException("the quarantine is out of reach");
        }
        shelves.enter(copy);
    }

    @Override
    public void clear(Set<CopyName> named) throws IOException {
        shelves.clear(named);
    }
}
