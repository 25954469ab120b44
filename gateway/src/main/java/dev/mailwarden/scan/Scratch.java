package dev.mailwarden.scan;

import dev.mailwarden.mail.mime.Octets;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps what was decoded from one message: in memory while it is small and there is room, else in a
 * file that has no name any more, so that nothing is left of it after a crash (DATA-15). Written by
 * one thread at a time, read by any number.
 */
final class Scratch implements Closeable {

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

    Scratch(Path directory, Room room) {
        this.directory = directory;
        this.room = room;
    }

    /** {@return all that a stream gives, to be read at any place until this is closed} */
    Octets keep(InputStream in) throws IOException {
        var memory = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        int count = in.read(piece);
        while (count >= 0 && memory.size() + count <= SMALL) {
            memory.write(piece, 0, count);
            count = in.read(piece);
        }
        byte[] first = memory.toByteArray();
        if (count < 0 && takeRoom(first.length)) {
            return Octets.of(first);
        }
        long begin = fileLength();
        append(first, first.length);
        while (count >= 0) {
            append(piece, count);
            count = in.read(piece);
        }
        return new Stretch(begin, fileLength() - begin);
    }

    private synchronized boolean takeRoom(int octets) {
        if (closed || !room.take(octets)) {
            return false;
        }
        inMemory += octets;
        return true;
    }

    private synchronized long fileLength() {
        return fileLength;
    }

    private synchronized void append(byte[] octets, int count) throws IOException {
        if (closed) {
            throw new IOException("the message is not looked at any more");
        }
        if (file.isEmpty()) {
            Path path = Files.createTempFile(directory, "scan", "");
            file = Optional.of(new RandomAccessFile(path.toFile(), "rw"));
            Files.delete(path);
        }
        RandomAccessFile open = file.get();
        open.seek(fileLength);
        open.write(octets, 0, count);
        fileLength += count;
    }

    private synchronized void read(long at, byte[] into, int offset, int count) throws IOException {
        if (closed) {
            throw new IOException("the message is not looked at any more");
        }
        RandomAccessFile open = file.orElseThrow();
        open.seek(at);
        open.readFully(into, offset, count);
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        room.give(inMemory);
        if (file.isPresent()) {
            file.get().close();
        }
    }

    /** A part of the file. */
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
