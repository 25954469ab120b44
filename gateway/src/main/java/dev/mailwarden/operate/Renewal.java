package dev.mailwarden.operate;

import java.io.IOException;

/** What is read again on a reload beside the configuration: the certificate of the listeners. */
@FunctionalInterface
public interface Renewal {

    /**
     * Reads it again.
     *
     * @throws IOException if it cannot be used; the message says what is wrong with which file, and
     *     what was in force stays so
     */
    void renew() throws IOException;
}
