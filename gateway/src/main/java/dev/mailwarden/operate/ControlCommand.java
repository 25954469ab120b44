package dev.mailwarden.operate;

import java.io.IOException;

/**
 * What a running gateway does when it is called.
 *
 * @param handler safe for several threads
 */
public record ControlCommand<A, R>(Call<A, R> call, Handler<A, R> handler) {

    /** Answers a call. */
    public interface Handler<A, R> {

        /**
         * Answers one call.
         *
         * @param rows takes the rows of the answer, each sent at once
         * @param caller the account that asks, as the system knows it
         * @throws IOException if the caller has gone: there is nobody to answer
         */
        Ending answer(A arguments, String caller, Rows<R> rows)
                throws IOException, InterruptedException;
    }

    /** Takes the rows of an answer, in order. */
    public interface Rows<R> {

        void add(R row) throws IOException;
    }
}
