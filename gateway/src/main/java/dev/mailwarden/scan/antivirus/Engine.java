package dev.mailwarden.scan.antivirus;

import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.scan.Fitness;
import java.time.Duration;

/**
 * Knows malware when it sees it. Safe for any number of threads.
 *
 * <p>It says {@link Answer.Clean} only if it saw all octets and said so itself; every doubt is
 * {@link Answer.Failed}.
 */
public interface Engine {

    /** A short name, which findings show. */
    String name();

    /**
     * Looks at the octets of a message or of a file in it.
     *
     * @param wall the longest wait for an answer
     * @throws InterruptedException if the time of whoever asks is over
     */
    Answer scan(Octets octets, Duration wall) throws InterruptedException;

    /** {@return whether it could look now} Quick: what was seen last. */
    Fitness fitness();
}
