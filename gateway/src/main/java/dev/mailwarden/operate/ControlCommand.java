package dev.mailwarden.operate;

import java.io.IOException;
import java.io.InputStream;

/**
 * What a running gateway does when it is called.
 *
 * @param handler safe for several threads
 */
public record ControlCommand<A, R>(Call<A, R> call, TextHandler<A, R> handler) {

    /** A command that needs nothing but arguments. */
    public ControlCommand(Call<A, R> call, Handler<A, R> handler) {
        this(call, (arguments, _, caller, rows) -> handler.answer(arguments, caller, rows));
    }

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

    /** Answers a call that may come with a text. */
    public interface TextHandler<A, R> {

        /**
         * Answers one call, as {@link Handler#answer} does.
         *
         * @param text what came with it, empty if nothing did
         */
        Ending answer(A arguments, String text, String caller, Rows<R> rows)
                throws IOException, InterruptedException;
    }

    /** Takes the rows of an answer, in order. */
    public interface Rows<R> {

        void add(R row) throws IOException;

        /**
         * Asks the caller for octets that it has ready, once, before the first row.
         *
         * @param count how many
         * @return ends after so many
         */
        default InputStream ask(long count) throws IOException {
            throw new IOException("this caller has no octets");
        }
    }
}
