package dev.mailwarden.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One directory as the spool uses it: everything whose order decides what survives a power cut goes
 * through here, so that tests can fail any operation or take the power away after it.
 *
 * <p>Names are plain file names. Safe for any number of threads.
 */
interface Volume {

    /** Names of the regular files, in no order. */
    List<String> list() throws IOException;

    /** Creates a file that must not exist (O_EXCL). The name is durable after {@link #force}. */
    Writer create(String name) throws IOException;

    /** Opens an existing file for writing. */
    Writer open(String name) throws IOException;

    /**
     * Opens an existing file for reading.
     *
     * @throws java.nio.file.NoSuchFileException if it is certain that there is none
     */
    Reader read(String name) throws IOException;

    /** Gives a file another name, replacing nothing; durable after {@link #force}. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file if it exists; durable after {@link #force}. */
    void delete(String name) throws IOException;

    /** Puts the names themselves on stable storage: fsync of the directory. */
    void force() throws IOException;

    /** Free octets and free inodes for this process. */
    Space space() throws IOException;

    /** A file being written by one thread, which nobody interrupts unless the file may be lost. */
    interface Writer extends AutoCloseable {

        /** Writes all remaining octets at a position. */
        void write(ByteBuffer octets, long position) throws IOException;

        /** Puts the octets on stable storage, and the size too if {@code size} is set. */
        void force(boolean size) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** A file read by any number of threads; interrupting one of them closes nothing. */
    interface Reader extends AutoCloseable {

        /** Fills the array range from a position. {@return octets read, less only at the end} */
        int read(byte[] octets, int offset, int length, long position) throws IOException;

        long size() throws IOException;

        @Override
        void close() throws IOException;
    }
}
