package dev.mailwarden.track;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Real files, readable by the gateway's account only. */
final class DiskVolume implements Volume {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** Makes a directory of logs, 0700, unless it is there. */
    static void createDirectory(Path directory) throws IOException {
        Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
    }

    @Override
    public Appender create(Path directory, String name) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(name), Set.of(CREATE_NEW, WRITE), OWNER_ONLY);
        try {
            forceDirectory(directory);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new ChannelAppender(channel);
    }

    @Override
    public Appender reopen(Path file, long length) throws IOException {
        FileChannel channel = FileChannel.open(file, WRITE);
        try {
            channel.truncate(length);
            channel.position(length);
            channel.force(true);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new ChannelAppender(channel);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** A new name is on stable storage only when its directory is. */
    private static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }

    private record ChannelAppender(FileChannel channel) implements Appender {

        @Override
        public void write(ByteBuffer octets) throws IOException {
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
