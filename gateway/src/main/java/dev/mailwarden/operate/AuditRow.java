package dev.mailwarden.operate;

/**
 * The accounting of recipients since the spool was made (TRUST-2).
 *
 * @param accepted those that a 250 promised something for
 */
public record AuditRow(
        long accepted,
        long delivered,
        long bounced,
        long queued,
        long held,
        long setAside,
        long removed) {

    /** Accepted recipients that are nowhere, or fewer than nothing if some are twice. */
    public long missing() {
        return accepted - delivered - bounced - queued - held - setAside - removed;
    }
}
