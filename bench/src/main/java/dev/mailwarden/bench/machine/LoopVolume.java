package dev.mailwarden.bench.machine;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A file system in a sparse file whose power can be cut: what is not on stable storage at that
 * moment is gone, as far as the kernel is concerned. A drive that lies about its flushes or tears
 * sectors is not modelled.
 */
public final class LoopVolume implements AutoCloseable {

    /** Small enough for small segments, so that many of them come and go. */
    private static final long OCTETS = 1L << 30;

    private static final int UMOUNT_TRIES = 50;

    private final Path image;
    private final Path mount;
    private boolean mounted;

    /** A journalling file system with a shutdown call. */
    public enum Type {
        /** Default options. */
        EXT4,
        /** Default options. */
        XFS;

        String program() {
            return "mkfs." + name().toLowerCase(Locale.ROOT);
        }
    }

    private LoopVolume(Path image, Path mount) {
        this.image = image;
        this.mount = mount;
    }

    /** Makes and mounts one below a directory; needs root and a free loop device. */
    public static LoopVolume create(Path directory, Type type)
            throws IOException, InterruptedException {
        String name = type.name().toLowerCase(Locale.ROOT);
        Path image = directory.resolve(name + ".img");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(OCTETS);
        }
        Command.output(type.program(), "-q", image.toString());
        var volume = new LoopVolume(image, Files.createDirectories(directory.resolve(name)));
        volume.mount();
        return volume;
    }

    /** {@return why none can be made here, or empty} */
    public static Optional<String> lacking() throws IOException, InterruptedException {
        if (!Command.output("id", "-u").strip().equals("0")) {
            return Optional.of("only root can mount and cut off a file system");
        }
        Command.Ended free = Command.run(Duration.ofSeconds(10), List.of("losetup", "--find"));
        return free.code() != 0 || !Files.exists(Path.of(free.output().strip()))
                ? Optional.of("there is no free loop device")
                : Optional.empty();
    }

    /** {@return where it is mounted} */
    public Path path() {
        return mount;
    }

    /** Cuts the power: nothing more reaches the disk, the journal in memory is dropped. */
    public void cut() throws IOException, InterruptedException {
        Command.output("xfs_io", "-x", "-c", "shutdown", mount.toString());
    }

    /** Gives the power back; every process that used it must have ended. */
    public void restore() throws IOException, InterruptedException {
        unmount();
        mount();
    }

    private void mount() throws IOException, InterruptedException {
        Command.output("mount", "-o", "loop", image.toString(), mount.toString());
        mounted = true;
    }

    /** The kernel may need a moment after the last process has gone. */
    private void unmount() throws IOException, InterruptedException {
        Command.Ended ended = new Command.Ended(1, "");
        for (int i = 0; i < UMOUNT_TRIES && ended.code() != 0; i++) {
            ended = Command.run(Duration.ofMinutes(1), List.of("umount", mount.toString()));
            if (ended.code() != 0) {
                Thread.sleep(20);
            }
        }
        if (ended.code() != 0) {
            throw new IOException("cannot unmount: " + ended.output().strip());
        }
        mounted = false;
    }

    @Override
    public void close() throws IOException {
        if (!mounted) {
            return;
        }
        try {
            unmount();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // bench/run unmounts what is left
        }
    }
}
