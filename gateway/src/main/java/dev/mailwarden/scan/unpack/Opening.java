package dev.mailwarden.scan.unpack;

import dev.mailwarden.unpack.protocol.Resource;

/**
 * What came of opening a container. Only {@link Opened} with a whole {@link Contents} says that
 * everything in it was seen. It holds memory and perhaps a file until it is closed.
 */
public sealed interface Opening extends AutoCloseable {

    @Override
    default void close() {}

    /** It was read to its end. Single entries may still be damaged or not be opened. */
    record Opened(Contents contents) implements Opening {
        @Override
        public void close() {
            contents.close();
        }
    }

    /** As opened, and at least one entry takes a password. */
    record Encrypted(Contents contents) implements Opening {
        @Override
        public void close() {
            contents.close();
        }
    }

    /** Something was used up on the way; the contents are what came before that. */
    record OverBudget(Resource resource, Contents contents) implements Opening {
        @Override
        public void close() {
            contents.close();
        }
    }

    /** Nothing in it can be read. */
    record NotOpened(String reason) implements Opening {}

    /** There is no answer. It says nothing about the container. */
    record Failed(Cause cause, String detail) implements Opening {}

    /** Why there is no answer. */
    enum Cause {
        /** No worker can be started. */
        ENGINE_DOWN,
        /** It took longer than it may. */
        TIMEOUT,
        /** Whoever asked was interrupted. */
        CANCELLED,
        /** The worker died or broke the protocol, or the gateway could not keep what it said. */
        INTERNAL
    }
}
