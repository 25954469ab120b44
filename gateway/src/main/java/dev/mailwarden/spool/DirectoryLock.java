package dev.mailwarden.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second owner out of the directory. The lock is the kernel's and goes with the process,
 * however it ends, so nothing stale is ever left; the process id in the file is for people.
 *
 * <p>The kernel drops such a lock as soon as its process closes <em>any</em> descriptor of the file
 * (fcntl(2), F_SETLK). So an owner in this process is found in a table and the file is not touched.
 */
interface DirectoryLock extends AutoCloseable {

    /** Lock files this process has. */
    Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** No lock, for tests on volumes that are no directories. */
    DirectoryLock NONE = () -> {};

    @Override
    void close() throws IOException;

    /**
     * Takes the lock for this process.
     *
     * @throws IOException if somebody has it; says who
     */
    static DirectoryLock take(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        Path real = file.toRealPath();
        if (!HELD.add(real)) {
            throw inUse(file, Long.toString(ProcessHandle.current().pid()));
        }
        try {
            FileChannel channel = lock(file);
            return () -> {
                channel.close();
                HELD.remove(real);
            };
        } catch (IOException | RuntimeException e) {
            HELD.remove(real);
            throw e;
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw inUse(file, Files.readString(file).strip());
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(
                        (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)),
                0);
        return channel;
    }

    private static IOException inUse(Path file, String process) {
        return new IOException("%s is in use by process %s".formatted(file.getParent(), process));
    }
}
