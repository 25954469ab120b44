package dev.mailwarden.message;

import dev.mailwarden.mail.sasl.ScramVerifier;

/** Who may log in to send mail (RFC 4954). Safe for any number of threads. */
public interface LogIns {

    /** What came of a password. */
    enum Answer {
        RIGHT,
        WRONG,
        /** Not checked: too many others are being checked, or the accounts cannot be read. */
        NOT_NOW
    }

    /** Whether there is any account; without one AUTH is not offered. */
    boolean isAnybody();

    /** Whether every account can be proven by SCRAM, so that it may be offered. */
    boolean isScramForAll();

    /** {@return the name under which a user's account is kept} */
    String nameOf(String user);

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
