package dev.mailwarden.spool;

import java.util.List;

/**
 * What a start found.
 *
 * @param segments that count
 * @param frames of the spool's users in them
 * @param damaged regions that should hold frames and do not: what was in them is lost
 * @param torn regions that were being written when the process or the power went; nothing in them
 *     was acknowledged
 * @param missing numbers of segments that should be there and are not
 * @param setAside files that do not belong to the log, as they are named now
 */
public record RecoveryReport(
        int segments,
        long frames,
        List<Region> damaged,
        List<Region> torn,
        List<Integer> missing,
        List<String> setAside) {

    public RecoveryReport {
        damaged = List.copyOf(damaged);
        torn = List.copyOf(torn);
        missing = List.copyOf(missing);
        setAside = List.copyOf(setAside);
    }

    /** Whether everything that should be there is. */
    public boolean isWhole() {
        return damaged.isEmpty() && missing.isEmpty() && setAside.isEmpty();
    }
}
