package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.Reply;
import java.util.Optional;

/**
 * Says early when mail cannot be kept (SMTP-8): disk, inodes, queue or memory past its threshold.
 * Safe for any number of threads.
 */
public interface Admission {

    /** {@return the 421 for a new connection, or empty when connections are welcome} */
    Optional<Reply> refuseConnection();

    /**
     * {@return the 452 for a transaction, or empty when it may go on}
     *
     * @param octets what the client declared, or the size limit when it declared nothing
     */
    Optional<Reply> refuseTransaction(long octets);
}
