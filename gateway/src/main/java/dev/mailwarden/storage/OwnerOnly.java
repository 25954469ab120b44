package dev.mailwarden.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and directories of stores: 0600 and 0700 (DATA-32). No link is followed. */
final class OwnerOnly {

    private static final FileAttribute<?> DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private OwnerOnly() {}

    /** Makes a directory unless it is there, with those above it. */
    static void createDirectory(Path directory) throws IOException {
        Files.createDirectories(directory, DIRECTORY);
    }

    /** {@return the directory that a file is in} */
    static Path directoryOf(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        return directory == null ? file : directory;
    }

    /** Opens a file to write that must not be there. */
    static FileChannel create(Path file) throws IOException {
        return create(file, "rw-------");
    }

    private static FileChannel create(Path file, String mode) throws IOException {
        Set<OpenOption> options =
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(
                file,
                options,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
    }

    /**
     * Replaces a file: afterwards, and after a loss of power, it has these octets or those of
     * before.
     *
     * @param mode such as {@code rw-------}
     */
    static void replace(Path file, byte[] octets, String mode) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        try (FileChannel channel = create(next, mode)) {
            write(channel, octets);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(directoryOf(file));
    }

    /** Makes a file that must not be there, and makes it durable. */
    static void createDurably(Path file, byte[] octets, String mode) throws IOException {
        try (FileChannel channel = create(file, mode)) {
            write(channel, octets);
        }
        force(directoryOf(file));
    }

    private static void write(FileChannel channel, byte[] octets) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(octets);
        while (left.hasRemaining()) {
            channel.write(left);
        }
        channel.force(true);
    }

    /** A name is on stable storage only when its directory is. */
    static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
