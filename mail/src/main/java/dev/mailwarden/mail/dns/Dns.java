package dev.mailwarden.mail.dns;

import dev.mailwarden.mail.smtp.Domain;
import java.net.Inet4Address;
import java.net.Inet6Address;

/**
 * DNS look-ups. Each blocks until there is an answer or the resolver's own time-out has passed,
 * follows aliases, and never throws for what DNS says.
 *
 * <p>Safe for any number of threads. The domain asked for is a name, not an address literal.
 */
public interface Dns {

    /** MX records (RFC 5321 §5.1), in the order they came. */
    Answer<MailExchanger> mx(Domain domain) throws InterruptedException;

    /** A records. */
    Answer<Inet4Address> a(Domain host) throws InterruptedException;

    /** AAAA records. */
    Answer<Inet6Address> aaaa(Domain host) throws InterruptedException;
}
