package dev.mailwarden.storage;

import java.io.IOException;
import java.util.List;

/** Where the wrapped keys of stores are kept. */
public interface WrappedKeys {

    /** {@return all that there are; none at the first start} */
    List<WrappedKey> read() throws IOException;

    /**
     * Replaces all of them, durably, at once.
     *
     * @param before as they were read; if they are no longer so, nothing is replaced
     * @return whether it was done
     */
    boolean replace(List<WrappedKey> before, List<WrappedKey> after) throws IOException;
}
