package dev.mailwarden.track;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The few operations on files that logs need, so that tests can make each of them fail. */
interface Volume {

    /** Creates a file that must not exist yet, 0600, and makes its name durable. */
    Appender create(Path directory, String name) throws IOException;

    /** Opens an existing file to go on after its first {@code length} octets; the rest is cut. */
    Appender reopen(Path file, long length) throws IOException;

    void delete(Path file) throws IOException;

    /** A file that grows. For one thread, which nobody may interrupt. */
    interface Appender extends Closeable {

        /** Writes all octets of the buffer. */
        void write(ByteBuffer octets) throws IOException;

        /** Returns when everything written is on stable storage. */
        void force() throws IOException;
    }
}
