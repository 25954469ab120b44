package dev.mailwarden.scan.content;

import java.io.IOException;

/** A condition made ready. Safe for any number of threads. */
@FunctionalInterface
interface Test {

    /**
     * {@return whether it holds}
     *
     * @throws IOException if something cannot be read back, or ran out
     */
    Answer on(Facts facts) throws IOException, InterruptedException;
}
