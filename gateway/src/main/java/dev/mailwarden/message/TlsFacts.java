package dev.mailwarden.message;

/**
 * What is recorded of a TLS connection (TLS-4).
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipher the cipher suite's IANA name
 * @param peer subject of the peer's certificate, empty if it showed none
 * @param verification how the peer was verified
 */
public record TlsFacts(String protocol, String cipher, String peer, Verification verification) {

    /** How sure we are of the peer. */
    public enum Verification {
        /** Not asked for, or the chain or the name did not hold. */
        NONE,
        /**
         * Chain to a trusted root; and of a server, the name in the certificate is the one we
         * wanted.
         */
        PKIX
    }
}
