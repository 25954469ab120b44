package dev.mailwarden.keep;

import dev.mailwarden.message.Content;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.KeptId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stores of a node, as the rest of the gateway puts copies there. */
public final class Shelves implements CopyShelf {

    private static final Logger LOG = LoggerFactory.getLogger(Shelves.class);

    private final Keep keep;

    /** Puts copies into these stores. */
    public Shelves(Keep keep) {
        this.keep = keep;
    }

    private MessageStore store(Store store) {
        return switch (store) {
            case BACKUP -> keep.backup();
            case QUARANTINE -> keep.quarantine();
        };
    }

    private Shelf shelf(Store store) {
        return switch (store) {
            case BACKUP -> keep.backup().shelf();
            case QUARANTINE -> keep.quarantine().shelf();
        };
    }

    @Override
    public void put(CopyName name, Content body) throws IOException {
        try (Content.Reader reader = body.open();
                InputStream in = new ContentInput(reader, body.length())) {
            store(name.store()).keep(name.id(), in);
        }
    }

    @Override
    public void takeBack(CopyName name) {
        try {
            shelf(name.store()).drop(name.id());
        } catch (IOException | RuntimeException e) {
            LOG.warn("the body of {} stays until the next start", name.id(), e);
        }
    }

    @Override
    public void enter(Copy copy) throws IOException {
        store(copy.store()).enter(copy.kept());
    }

    @Override
    public void clear(Set<CopyName> named) throws IOException {
        keep.reconcile(ids(named, Store.BACKUP), ids(named, Store.QUARANTINE));
    }

    private static Set<KeptId> ids(Set<CopyName> named, Store store) {
        return named.stream()
                .filter(name -> name.store() == store)
                .map(CopyName::id)
                .collect(Collectors.toSet());
    }

    /** The octets of open content, one after the other. */
    private static final class ContentInput extends InputStream {

        private final Content.Reader reader;
        private final long length;
        private long position;

        ContentInput(Content.Reader reader, long length) {
            this.reader = reader;
            this.length = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
            Objects.checkFromIndexSize(offset, count, into.length);
            if (count > 0 && position == length) {
                return -1;
            }
            int given = (int) Math.min(count, length - position);
            reader.read(position, into, offset, given);
            position += given;
            return given;
        }
    }
}
