package dev.mailwarden.scan.unpack;

import dev.mailwarden.mail.mime.Octets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps what was decoded from one message, or unpacked from one container: in memory while it is
 * small and there is room, else in a file that has no name any more, so that nothing is left of it
 * after a crash (DATA-15). Written by one thread at a time, read and closed by any.
 */
public final class Scratch implements Contents.Store {

    /** Larger ones go to the file. */
    private static final int SMALL = 256 * 1024;

    private static final int PIECE = 64 * 1024;

    private final Path directory;
    private final Room room;

    // Not a channel: an interrupt would close that for everybody.
    private Optional<RandomAccessFile> file = Optional.empty();
    private long fileLength;
    private long inMemory;
    private boolean closed;

    // Of what is being written.
    private ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private boolean inFile;
    private long length;

    /**
     * @param directory where a file is made if need be
     */
    public Scratch(Path directory, Room room) {
        this.directory = directory;
        this.room = room;
    }

    /** {@return all that a stream gives, to be read at any place until this is closed} */
    public Octets keep(InputStream in) throws IOException {
        begin();
        byte[] piece = new byte[PIECE];
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            add(piece, count);
        }
        return end();
    }

    /** Begins the next; of what was begun before and not ended, nothing is kept in memory. */
    synchronized void begin() {
        forget();
        inFile = false;
        length = 0;
    }

    synchronized void add(byte[] octets, int count) throws IOException {
        checkOpen();
        if (!inFile && length + count <= SMALL && room.take(count)) {
            inMemory += count;
            memory.write(octets, 0, count);
        } else {
            if (!inFile) {
                inFile = true;
                byte[] before = memory.toByteArray();
                forget();
                append(before, before.length);
            }
            append(octets, count);
        }
        length += count;
    }

    /** {@return what was added since it began} */
    synchronized Octets end() {
        Octets kept =
                inFile ? new Stretch(fileLength - length, length) : Octets.of(memory.toByteArray());
        memory = new ByteArrayOutputStream();
        return kept;
    }

    private void forget() {
        if (!closed) {
            room.give(memory.size());
            inMemory -= memory.size();
        }
        memory = new ByteArrayOutputStream();
    }

    private void append(byte[] octets, int count) throws IOException {
        if (file.isEmpty()) {
            file = Optional.of(nameless(directory));
        }
        RandomAccessFile open = file.get();
        open.seek(fileLength);
        open.write(octets, 0, count);
        fileLength += count;
    }

    private static RandomAccessFile nameless(Path directory) throws IOException {
        Path path = Files.createTempFile(directory, "scan", "");
        try {
            return new RandomAccessFile(path.toFile(), "rw");
        } finally {
            Files.delete(path);
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the message is not looked at any more");
        }
    }

    private synchronized void read(long at, byte[] into, int offset, int count) throws IOException {
        checkOpen();
        RandomAccessFile open = file.orElseThrow();
        open.seek(at);
        open.readFully(into, offset, count);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        room.give(inMemory);
        memory = new ByteArrayOutputStream();
        if (file.isPresent()) {
            try {
                file.get().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A part of the file, read by place, so that an interrupt closes nothing for others. */
    private final class Stretch implements Octets {

        private final long begin;
        private final long length;

        Stretch(long begin, long length) {
            this.begin = begin;
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public void copyTo(long position, byte[] into, int offset, int count) throws IOException {
            if (position < 0 || count < 0 || position > length - count) {
                throw new IndexOutOfBoundsException();
            }
            Scratch.this.read(begin + position, into, offset, count);
        }
    }
}
