package dev.mailwarden.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The few operations on files that change blobs, so that tests can make each of them fail. */
interface BlobVolume {

    /** Makes a new file, 0600. */
    Sink create(Path file) throws IOException;

    /** Gives a finished file its name, in place of one that has it, durably. */
    void publish(Path finished, Path name) throws IOException;

    /** {@return whether there was one} */
    boolean delete(Path file) throws IOException;

    /** A file that is being written. */
    interface Sink extends Closeable {

        /** Writes all octets of the buffer. */
        void write(ByteBuffer octets) throws IOException;

        /** Returns when everything written is on stable storage. */
        void force() throws IOException;
    }

    /** Real files. */
    final class Disk implements BlobVolume {

        @Override
        public Sink create(Path file) throws IOException {
            return new ChannelSink(OwnerOnly.create(file));
        }

        @Override
        public void publish(Path finished, Path name) throws IOException {
            Path directory = OwnerOnly.directoryOf(name);
            if (!Files.isDirectory(directory)) {
                OwnerOnly.createDirectory(directory);
                OwnerOnly.force(OwnerOnly.directoryOf(directory));
            }
            Files.move(
                    finished,
                    name,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            OwnerOnly.force(directory);
        }

        @Override
        public boolean delete(Path file) throws IOException {
            return Files.deleteIfExists(file);
        }
    }

    /** A file by its channel. */
    record ChannelSink(FileChannel channel) implements Sink {

        @Override
        public void write(ByteBuffer octets) throws IOException {
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
