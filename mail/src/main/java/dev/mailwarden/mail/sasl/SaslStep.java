package dev.mailwarden.mail.sasl;

/** What a server does with a client's message. */
public sealed interface SaslStep {

    /**
     * Say this and read the answer.
     *
     * @param text octets, to be sent as BASE64
     */
    @SuppressWarnings("ArrayRecordComponent") // sent once, never compared
    record Challenge(byte[] text) implements SaslStep {}

    /**
     * Somebody claims to be this user; the password is still to be checked.
     *
     * @param user prepared
     * @param password prepared
     */
    record Claimed(String user, String password) implements SaslStep {

        /** Without the password: steps may end in a log. */
        @Override
        public String toString() {
            return "Claimed[user=" + user + "]";
        }
    }

    /**
     * The client has proven to know the password of this user.
     *
     * @param user prepared
     */
    record Proven(String user) implements SaslStep {}

    /** The client proved nothing, or of nobody we know: an ordinary failure to log in. */
    record Refused(String user) implements SaslStep {}

    /** The message is none of the mechanism's. */
    record Malformed() implements SaslStep {}
}
