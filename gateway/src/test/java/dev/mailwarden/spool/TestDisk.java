package dev.mailwarden.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A disk in memory with a log and a blob directory. It records every operation in order, can fail
 * any of them, can leave any sync out, and knows what a power cut may leave behind:
 *
 * <ul>
 *   <li>octets are durable once their file was forced; before, any part of them may be there, torn
 *       at multiples of 512 or 4096 octets;
 *   <li>names are durable once their directory was forced; before, each change may be there or not,
 *       whatever was forced of the file;
 *   <li>a file may have its new length without its new octets, which are zero then;
 *   <li>after a failed force the octets stay visible, but no later force makes them durable.
 * </ul>
 */
final class TestDisk {

    static final int PAGE = 4096;

    /** What an operation did; {@code name} is a file or, for a force, who asked for it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Op(
            Kind kind, Directory directory, File file, String name, long position, byte[] octets) {

        @Override
        public String toString() {
            return kind
                    + " "
                    + name
                    + (octets.length > 0 ? " " + position + "+" + octets.length : "");
        }
    }

    enum Kind {
        CREATE,
        OPEN,
        READ,
        WRITE,
        FORCE,
        FAILED_FORCE,
        RENAME,
        DELETE,
        FORCE_NAMES
    }

    /** Octets of a file, in pages that are never changed once shared. */
    static final class File {

        private final Map<Long, byte[]> pages = new TreeMap<>();
        private long length;

        void write(long position, byte[] octets, int offset, int count) {
            for (int done = 0; done < count; ) {
                long page = (position + done) / PAGE;
                int at = (int) ((position + done) % PAGE);
                int n = Math.min(count - done, PAGE - at);
                byte[] old = pages.get(page);
                if (old != null || !isZero(octets, offset + done, n)) {
                    byte[] changed = old == null ? new byte[PAGE] : old.clone();
                    System.arraycopy(octets, offset + done, changed, at, n);
                    pages.put(page, changed);
                }
                done += n;
            }
            length = Math.max(length, position + count);
        }

        int read(byte[] octets, int offset, int count, long position) {
            int there = Math.clamp(length - position, 0, count);
            for (int done = 0; done < there; ) {
                byte[] page = pages.get((position + done) / PAGE);
                int at = (int) ((position + done) % PAGE);
                int n = Math.min(there - done, PAGE - at);
                if (page == null) {
                    Arrays.fill(octets, offset + done, offset + done + n, (byte) 0);
                } else {
                    System.arraycopy(page, at, octets, offset + done, n);
                }
                done += n;
            }
            return there;
        }

        void copyFrom(File other) {
            pages.clear();
            pages.putAll(other.pages);
            length = other.length;
        }

        byte[] toByteArray() {
            byte[] all = new byte[(int) length];
            read(all, 0, all.length, 0);
            return all;
        }

        void truncate(long newLength) {
            byte[] all = toByteArray();
            pages.clear();
            length = 0;
            write(0, all, 0, (int) newLength);
        }

        long length() {
            return length;
        }

        private static boolean isZero(byte[] octets, int from, int count) {
            for (int i = from; i < from + count; i++) {
                if (octets[i] != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Op> trace = new ArrayList<>();
    private final Directory log = new Directory();
    private final Directory blobs = new Directory();
    private Predicate<Op> leftOut = _ -> false;
    private Predicate<Op> failing = _ -> false;
    private Predicate<Op> killing = _ -> false;
    private boolean recording = true;
    private long operations;
    private long total = Long.MAX_VALUE / 4;

    Directory log() {
        return log;
    }

    Directory blobs() {
        return blobs;
    }

    List<Op> trace() {
        return trace;
    }

    int now() {
        return trace.size();
    }

    /** Operations that were tried, reads too. */
    long operations() {
        return operations;
    }

    /** Forces that are silently not done. */
    void leaveOut(Predicate<Op> which) {
        leftOut = which;
    }

    /** Operations that fail. A write that fails has written half. */
    void fail(Predicate<Op> which) {
        failing = which;
    }

    /** The process is killed instead of doing this. */
    void killAt(Predicate<Op> which) {
        killing = which;
    }

    /** Ends whatever the process was doing. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    void recordNothing() {
        recording = false;
    }

    /** Octets a volume says it has in all; what is in files is used. */
    void limitTo(long octets) {
        total = octets;
    }

    private synchronized boolean fails(Op op) {
        operations++;
        if (killing.test(op)) {
            killing = _ -> false;
            throw new Killed();
        }
        return failing.test(op);
    }

    private synchronized void record(Op op) {
        if (recording) {
            trace.add(op);
        }
    }

    /** What is visible now, all of it durable: another disk. */
    TestDisk copy() {
        TestDisk copy = new TestDisk();
        copy.log.copyFrom(log);
        copy.blobs.copyFrom(blobs);
        return copy;
    }

    private static String caller() {
        return StackWalker.getInstance()
                .walk(frames ->
                        frames.filter(f -> !f.getClassName().contains("TestDisk"))
                                .limit(2)
                                .map(f ->
                                        f.getClassName()
                                                        .substring(
                                                                f.getClassName().lastIndexOf('.')
                                                                        + 1)
                                                + "."
                                                + f.getMethodName())
                                .reduce((a, b) -> a + " of " + b)
                                .orElse(""));
    }

    final class Directory implements Volume {

        private final Map<String, File> files = new TreeMap<>();

        private TestDisk disk() {
            return TestDisk.this;
        }

        private Op op(Kind kind, File file, String name) {
            return new Op(kind, this, file, name, 0, new byte[0]);
        }

        private void tryOp(Op op) throws IOException {
            if (fails(op)) {
                throw new IOException("injected: " + op);
            }
        }

        void copyFrom(Directory other) {
            for (var entry : other.files.entrySet()) {
                File file = new File();
                file.copyFrom(entry.getValue());
                files.put(entry.getKey(), file);
            }
        }

        File file(String name) {
            return files.get(name);
        }

        void put(String name, File file) {
            files.put(name, file);
        }

        void remove(String name) {
            files.remove(name);
        }

        @Override
        public synchronized List<String> list() {
            return List.copyOf(files.keySet());
        }

        @Override
        public synchronized Writer create(String name) throws IOException {
            File file = new File();
            Op op = op(Kind.CREATE, file, name);
            tryOp(op);
            if (files.putIfAbsent(name, file) != null) {
                throw new FileAlreadyExistsException(name);
            }
            record(op);
            return new TestWriter(this, file, name);
        }

        @Override
        public synchronized Writer open(String name) throws IOException {
            tryOp(op(Kind.OPEN, existing(name), name));
            return new TestWriter(this, existing(name), name);
        }

        @Override
        public synchronized Reader read(String name) throws IOException {
            tryOp(op(Kind.OPEN, existing(name), name));
            return new TestReader(this, existing(name), name);
        }

        private File existing(String name) throws IOException {
            File file = files.get(name);
            if (file == null) {
                throw new NoSuchFileException(name);
            }
            return file;
        }

        @Override
        public synchronized void rename(String from, String to) throws IOException {
            Op op = op(Kind.RENAME, existing(from), from + ">" + to);
            tryOp(op);
            if (files.containsKey(to)) {
                throw new FileAlreadyExistsException(to);
            }
            files.put(to, files.remove(from));
            record(op);
        }

        @Override
        public synchronized void delete(String name) throws IOException {
            File file = files.get(name);
            if (file != null) {
                Op op = op(Kind.DELETE, file, name);
                tryOp(op);
                files.remove(name);
                record(op);
            }
        }

        @Override
        public synchronized void force() throws IOException {
            Op op = op(Kind.FORCE_NAMES, new File(), caller());
            tryOp(op);
            if (!leftOut.test(op)) {
                record(op);
            }
        }

        @Override
        public synchronized Space space() {
            long used = files.values().stream().mapToLong(File::length).sum();
            return new Space(total, Math.max(0, total - used), Long.MAX_VALUE);
        }
    }

    private record TestWriter(Directory directory, File file, String name)
            implements Volume.Writer {

        @Override
        public void write(ByteBuffer buffer, long position) throws IOException {
            byte[] octets = new byte[buffer.remaining()];
            buffer.get(octets);
            synchronized (directory) {
                Op op = new Op(Kind.WRITE, directory, file, name, position, octets);
                if (directory.disk().fails(op)) {
                    byte[] half = Arrays.copyOf(octets, octets.length / 2);
                    directory
                            .disk()
                            .record(new Op(Kind.WRITE, directory, file, name, position, half));
                    file.write(position, half, 0, half.length);
                    throw new IOException("injected: " + op);
                }
                directory.disk().record(op);
                file.write(position, octets, 0, octets.length);
            }
        }

        @Override
        public void force(boolean size) throws IOException {
            synchronized (directory) {
                Op op = new Op(Kind.FORCE, directory, file, caller(), 0, new byte[0]);
                if (directory.disk().fails(op)) {
                    directory
                            .disk()
                            .record(
                                    new Op(
                                            Kind.FAILED_FORCE,
                                            directory,
                                            file,
                                            name,
                                            0,
                                            new byte[0]));
                    throw new IOException("injected: " + op);
                }
                if (!directory.disk().leftOut.test(op)) {
                    directory.disk().record(op);
                }
            }
        }

        @Override
        public void close() {}
    }

    private record TestReader(Directory directory, File file, String name)
            implements Volume.Reader {

        @Override
        public int read(byte[] octets, int offset, int length, long position) throws IOException {
            synchronized (directory) {
                Op op = new Op(Kind.READ, directory, file, name, position, octets);
                if (directory.disk().fails(op)) {
                    throw new IOException("injected: " + op);
                }
                return file.read(octets, offset, length, position);
            }
        }

        @Override
        public long size() {
            return file.length();
        }

        @Override
        public void close() {}
    }
}
