package dev.mailwarden.storage;

import org.jdbi.v3.core.Handle;

/**
 * A database with its schema up to date. Safe for any number of threads; every call has an end,
 * because waiting for a connection and each statement have a time-out.
 */
public interface Database extends AutoCloseable {

    /** {@return the kind of SQL it speaks} */
    Engine engine();

    /** Asks something; what it sees is one state of the database. */
    <T> T read(Question<T> question) throws StorageException;

    /**
     * Changes something in one transaction: when this returns the change is durable as the database
     * was opened to make it, and when it throws nothing was changed.
     */
    <T> T write(Question<T> change) throws StorageException;

    @Override
    void close();

    /** What is done with a connection. It may be done again if the database says so. */
    interface Question<T> {

        /** Works with a connection that is not to be kept; what it throws undoes what it did. */
        T ask(Handle handle) throws StorageException;
    }
}
