package dev.mailwarden.bench.machine;

import java.io.IOException;
import java.time.Duration;

/** A relay under measurement. */
public interface SmtpServer extends AutoCloseable {

    /** {@return as it stands in tables} */
    String name();

    /** {@return where it takes mail} */
    int port();

    /** {@return CPU time of all its processes so far} */
    Duration cpu() throws IOException;

    /** Ends all its processes. */
    @Override
    void close() throws IOException;
}
