package dev.mailwarden.scan.clamd;

import java.net.SocketAddress;
import java.time.Duration;

/**
 * How clamd is reached.
 *
 * @param address of a Unix socket or of a host
 * @param connections at once
 * @param timeout of one answer
 * @param maxSize octets of one stream; not more than clamd's StreamMaxLength and MaxFileSize
 */
public record ClamdSettings(
        SocketAddress address, int connections, Duration timeout, long maxSize) {

    public ClamdSettings {
        if (connections < 1 || !timeout.isPositive() || maxSize < 1) {
            throw new IllegalArgumentException("connections, timeout and size are at least 1");
        }
    }
}
