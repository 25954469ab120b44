package dev.mailwarden.receive;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many of the process's file descriptors clients may take. */
final class Descriptors {

    /** Kept for the spool, deliveries and logs. */
    private static final long RESERVE = 1024;

    private Descriptors() {}

    /** Connections that leave enough descriptors for everything else. */
    static int forConnections() {
        if (ManagementFactory.getOperatingSystemMXBean()
                instanceof UnixOperatingSystemMXBean unix) {
            return forConnections(unix.getMaxFileDescriptorCount());
        }
        return Integer.MAX_VALUE;
    }

    static int forConnections(long descriptors) {
        long reserve = Math.min(RESERVE, descriptors / 2);
        return (int) Math.min(descriptors - reserve, Integer.MAX_VALUE);
    }
}
