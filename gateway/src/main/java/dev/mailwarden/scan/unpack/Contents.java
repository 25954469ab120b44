package dev.mailwarden.scan.unpack;

import dev.mailwarden.unpack.protocol.EntryState;
import dev.mailwarden.unpack.protocol.Finding;
import java.util.List;

/**
 * What a worker said is in a container.
 *
 * @param octets of all entries together
 * @param cpuMillis processor time that the worker used, in milliseconds
 */
public record Contents(
        List<Entry> entries, List<Finding> findings, long octets, int cpuMillis, Store store)
        implements AutoCloseable {

    public Contents {
        entries = List.copyOf(entries);
        findings = List.copyOf(findings);
    }

    /** What the entries' octets are kept in; closed with the contents. */
    public interface Store extends AutoCloseable {
        @Override
        void close();
    }

    /** Whether every entry was read to its end and agrees with its check sum. */
    public boolean isWhole() {
        return entries.stream().allMatch(entry -> entry.state() == EntryState.WHOLE);
    }

    @Override
    public void close() {
        store.close();
    }
}
