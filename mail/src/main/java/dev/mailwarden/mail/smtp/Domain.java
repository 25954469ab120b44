package dev.mailwarden.mail.smtp;

import dev.mailwarden.mail.ForeignOctets;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A domain in the one normal form used everywhere: lower-case A-labels without a trailing dot (UTS
 * 46 non-transitional), or an address literal such as {@code [192.0.2.1]} or {@code
 * [IPv6:2001:db8::1]} in its shortest form. Equal domains are equal strings.
 *
 * @param name the normal form, at most 253 octets for a domain name (RFC 1035 §2.3.4)
 */
@ForeignOctets
public record Domain(String name) implements Comparable<Domain> {

    public Domain {
        if (!Domains.isNormal(name)) {
            throw new IllegalArgumentException("not a domain in normal form: " + name);
        }
    }

    /**
     * Reads what a peer or an administrator wrote, in U-labels or A-labels, any case, with or
     * without the dot of the DNS root at its end.
     */
    public static Optional<Domain> parse(String text) {
        return Domains.normalize(text).map(Domain::new);
    }

    /** The address literal of an address (RFC 5321 §4.1.3). */
    public static Domain ofAddress(InetAddress address) {
        return new Domain(Domains.literal(address));
    }

    /** Whether this is an address literal (RFC 5321 §4.1.3) rather than a name. */
    public boolean isAddressLiteral() {
        return name.startsWith("[");
    }

    /** {@return the address of an address literal, without any look-up; empty for a name} */
    public Optional<InetAddress> address() {
        return Domains.address(name);
    }

    /** The form for people to read, with U-labels; what comes of it may be ambiguous to the eye. */
    public String toUnicode() {
        return Domains.toUnicode(name);
    }

    @Override
    public int compareTo(Domain other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
