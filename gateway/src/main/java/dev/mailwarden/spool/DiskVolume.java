package dev.mailwarden.spool;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A directory of the real file system. Directories are 0700 and files 0600 (DATA-32). */
final class DiskVolume implements Volume {

    private final Path directory;
    private final VolumeSpace space;

    private DiskVolume(Path directory) {
        this.directory = directory;
        this.space = new VolumeSpace(directory);
    }

    /** Makes the directory if need be, and makes its name durable, and those above it. */
    static DiskVolume at(Path directory) throws IOException {
        List<Path> changed = new ArrayList<>();
        for (Path at = directory.toAbsolutePath(); at != null && !Files.isDirectory(at); ) {
            at = at.getParent();
            if (at != null) {
                changed.add(at);
            }
        }
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (Path parent : changed) {
            forceDirectory(parent);
        }
        return new DiskVolume(directory);
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .map(f -> f.getFileName().toString())
                    .toList();
        }
    }

    @Override
    public Writer create(String name) throws IOException {
        return new DiskWriter(
                FileChannel.open(
                        directory.resolve(name),
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------"))));
    }

    @Override
    public Writer open(String name) throws IOException {
        return new DiskWriter(FileChannel.open(directory.resolve(name), StandardOpenOption.WRITE));
    }

    @Override
    public Reader read(String name) throws IOException {
        Path file = directory.resolve(name);
        try {
            return new DiskReader(new RandomAccessFile(file.toFile(), "r"));
        } catch (FileNotFoundException e) {
            // Said as well when descriptors or rights are lacking, or the whole directory.
            if (Files.isDirectory(directory) && Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(name);
            }
            throw e;
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        if (Files.exists(directory.resolve(to), LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(to); // rename(2) would replace it
        }
        Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
    }

    @Override
    public void force() throws IOException {
        forceDirectory(directory);
    }

    @Override
    public Space space() throws IOException {
        return space.read();
    }

    private static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private record DiskWriter(FileChannel channel) implements Writer {

        @Override
        public void write(ByteBuffer octets, long position) throws IOException {
            long at = position;
            while (octets.hasRemaining()) {
                at += channel.write(octets, at);
            }
        }

        @Override
        public void force(boolean size) throws IOException {
            channel.force(size);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A {@link FileChannel} would be closed for everybody by one interrupted reader. */
    private record DiskReader(RandomAccessFile file) implements Reader {

        @Override
        public int read(byte[] octets, int offset, int length, long position) throws IOException {
            synchronized (file) {
                file.seek(position);
                int done = 0;
                while (done < length) {
                    int n = file.read(octets, offset + done, length - done);
                    if (n < 0) {
                        break;
                    }
                    done += n;
                }
                return done;
            }
        }

        @Override
        public long size() throws IOException {
            return file.length();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
