package dev.mailwarden.directory;

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

/** Writes files that are for their owner only. No link is followed. */
final class PrivateFile {

    private PrivateFile() {}

    /**
     * Replaces a file: afterwards, and after a power failure, it has either these octets or its
     * old.
     */
    static void replace(Path file, byte[] octets) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        try (FileChannel channel = open(next, StandardOpenOption.CREATE_NEW)) {
            ByteBuffer left = ByteBuffer.wrap(octets);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory =
                FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Opens a file to write, and makes it as the option says. */
    static FileChannel open(Path file, StandardOpenOption make) throws IOException {
        Set<OpenOption> options = Set.of(make, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileAttribute<?> mode =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        return FileChannel.open(file, options, mode);
    }
}
