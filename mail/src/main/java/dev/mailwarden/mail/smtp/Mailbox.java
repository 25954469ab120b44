package dev.mailwarden.mail.smtp;

import dev.mailwarden.mail.ForeignOctets;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A mailbox: the value of a local part and a domain in normal form (RFC 5321 §4.1.2).
 *
 * <p>The local part has no meaning here: a {@code %}, {@code !} or {@code @} inside it never names
 * another host.
 *
 * @param localPart the value without quoting, case kept as received, 1 to {@value #MAX_LOCAL_PART}
 *     octets in UTF-8; no control characters
 * @param domain where the local part has its meaning
 */
@ForeignOctets
public record Mailbox(String localPart, Domain domain) {

    /**
     * Octets of a local part. Everybody has to take 64 (RFC 5321 §4.5.3.1.1) and should not insist
     * on it (§4.5.3.1): one in a thousand real reverse-paths is longer, those of mailing lists that
     * name the recipient in it and of forwarders that rewrite senders.
     */
    public static final int MAX_LOCAL_PART = 128;

    /** Octets of a mailbox as it is written, so that a path keeps 256 (RFC 5321 §4.5.3.1.3). */
    public static final int MAX_OCTETS = 254;

    public Mailbox {
        if (localPart.isEmpty()
                || !LocalParts.areAllowed(localPart)
                || !fits(localPart, domain.name())) {
            throw new IllegalArgumentException("not a local part: " + localPart);
        }
    }

    /**
     * Reads {@code local@domain} without angle brackets, the local part quoted or not. Unlike
     * {@link Domain#parse}, refuses the dot of the DNS root, which SMTP does not know.
     */
    public static Optional<Mailbox> parse(String text) {
        int at = LocalParts.end(text, 0);
        if (at < 0 || at >= text.length() || text.charAt(at) != '@' || text.endsWith(".")) {
            return Optional.empty();
        }
        String local = LocalParts.value(text, 0, at);
        if (local.isEmpty() || !LocalParts.areAllowed(local)) {
            return Optional.empty();
        }
        return Domain.parse(text.substring(at + 1))
                .filter(domain -> fits(local, domain.name()))
                .map(domain -> new Mailbox(local, domain));
    }

    /** Whether the wire form is plain ASCII, so that no hop needs SMTPUTF8 for it (RFC 6531). */
    public boolean isAscii() {
        return localPart.chars().allMatch(c -> c < 0x80);
    }

    private static boolean fits(String localPart, String domain) {
        return octets(localPart) <= MAX_LOCAL_PART
                && octets(LocalParts.print(localPart)) + 1 + domain.length() <= MAX_OCTETS;
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The form for the wire: the local part quoted where it has to be, the domain in A-labels. */
    @Override
    public String toString() {
        return LocalParts.print(localPart) + "@" + domain;
    }
}
