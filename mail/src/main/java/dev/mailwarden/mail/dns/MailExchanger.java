package dev.mailwarden.mail.dns;

import dev.mailwarden.mail.smtp.Domain;
import java.util.Optional;

/**
 * One MX record.
 *
 * @param preference 0 to 65535; the lowest is tried first (RFC 5321 §5.1)
 * @param host empty if the record names the root or something that is no host name; such a record
 *     cannot be used, and a lone one naming the root says that the domain takes no mail (RFC 7505)
 */
public record MailExchanger(int preference, Optional<Domain> host) {

    /** A record that names a host. */
    public MailExchanger(int preference, Domain host) {
        this(preference, Optional.of(host));
    }

    public MailExchanger {
        if (preference < 0 || preference > 65_535) {
            throw new IllegalArgumentException("preference must be 0 to 65535: " + preference);
        }
        if (host.filter(Domain::isAddressLiteral).isPresent()) {
            throw new IllegalArgumentException("an MX record names a host: " + host);
        }
    }

    /** The record of a domain that takes no mail (RFC 7505 §3). */
    public static MailExchanger none() {
        return new MailExchanger(0, Optional.empty());
    }
}
