package dev.mailwarden.scan.unpack;

import dev.mailwarden.unpack.protocol.EntryHead;
import dev.mailwarden.unpack.protocol.EntryState;
import java.io.IOException;
import java.io.InputStream;

/**
 * One entry of a container.
 *
 * @param head what the container says of it
 * @param state how reading it ended
 */
public record Entry(EntryHead head, EntryState state, Octets content) {

    /** Octets that can be read any number of times, by several threads, until they are closed. */
    public interface Octets {

        long length();

        InputStream open() throws IOException;
    }
}
