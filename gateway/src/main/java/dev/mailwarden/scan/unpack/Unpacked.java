package dev.mailwarden.scan.unpack;

import dev.mailwarden.mail.mime.Octets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps the content of entries of one container: in memory while there is room, else in a file that
 * has no name any more, so that nothing is left of it after a crash (DATA-15). Written by one
 * thread, then read by any number.
 */
final class Unpacked implements Contents.Store {

    /** Entries up to so many octets stay in memory if there is room. */
    private static final int SMALL = 262_144;

    private final Path directory;
    private final Room room;
    private Optional<RandomAccessFile> file = Optional.empty();
    private long fileLength;
    private long inMemory;
    private ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private boolean inFile;
    private long length;
    private boolean closed;

    /**
     * @param directory where a file is made if need be
     */
    Unpacked(Path directory, Room room) {
        this.directory = directory;
        this.room = room;
    }

    /** Begins the content of the next entry. */
    void begin() {
        memory = new ByteArrayOutputStream();
        inFile = false;
        length = 0;
    }

    void add(byte[] octets) throws IOException {
        if (!inFile && length + octets.length <= SMALL && room.take(octets.length)) {
            inMemory += octets.length;
            memory.write(octets);
        } else {
            if (!inFile) {
                moveToFile();
            }
            append(octets, octets.length);
        }
        length += octets.length;
    }

    private void moveToFile() throws IOException {
        inFile = true;
        byte[] before = memory.toByteArray();
        memory = new ByteArrayOutputStream();
        room.give(before.length);
        inMemory -= before.length;
        append(before, before.length);
    }

    private synchronized void append(byte[] octets, int count) throws IOException {
        if (file.isEmpty()) {
            Path path = Files.createTempFile(directory, "unpacked", "");
            file = Optional.of(new RandomAccessFile(path.toFile(), "rw"));
            Files.delete(path);
        }
        RandomAccessFile open = file.get();
        open.seek(fileLength);
        open.write(octets, 0, count);
        fileLength += count;
    }

    /** {@return the content that was added since it began} */
    Octets end() {
        return inFile ? new InFile(fileLength - length, length) : Octets.of(memory.toByteArray());
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        room.give(inMemory);
        file.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private synchronized void read(long at, byte[] to, int offset, int count) throws IOException {
        RandomAccessFile open = file.orElseThrow();
        open.seek(at);
        open.readFully(to, offset, count);
    }

    /** A stretch of the file, read by place, so that an interrupt closes nothing for others. */
    private final class InFile implements Octets {

        private final long begin;
        private final long length;

        InFile(long begin, long length) {
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
            read(begin + position, into, offset, count);
        }
    }
}
