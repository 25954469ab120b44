package dev.mailwarden.message;

import dev.mailwarden.mail.sasl.ScramVerifier;
import java.util.Optional;

/** Who may log in to send mail (RFC 4954). Safe for any number of threads. */
public interface LogIns {

    /** What came of a password. */
    enum Answer {
        RIGHT,
        WRONG,
        /** Not checked: too many others are being checked, or the accounts cannot be read. */
        NOT_NOW
    }

    /** An account as it was when somebody began to log in to it. */
    interface Pass {

        /** The name under which the account is kept. */
        String name();

        /** Whether the account is still there and has the password that it had. */
        boolean isValid();
    }

    /** Whether there is any account, or may be one; else AUTH is not offered. */
    boolean isAnybody();

    /** Whether every account can be proven by SCRAM, so that it may be offered. */
    boolean isScramForAll();

    /** {@return the account of a user, or empty if he has none} */
    Optional<Pass> pass(String user);

    /** {@return the verifier of a user; for one that is not known, one that no password fits} */
    ScramVerifier verifier(String user);

    /**
     * Checks a password. Takes as long for a user that is not known.
     *
     * @param user prepared
     * @param password prepared
     */
    Answer check(String user, String password) throws InterruptedException;
}
