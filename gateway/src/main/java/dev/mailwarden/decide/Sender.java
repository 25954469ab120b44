package dev.mailwarden.decide;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.ReversePath;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * Who a message comes from, as rules and lists see it (RULE-3).
 *
 * @param from all addresses of all From fields; a criterion that holds of one of them holds
 * @param client the first untrusted hop: the peer, or whom a server in front speaks for
 * @param vouched domains for which SPF or an aligned DKIM signature passed; empty as long as nobody
 *     looked, and then an allow entry bound to a domain does not hold
 */
public record Sender(
        ReversePath reversePath, List<Mailbox> from, InetAddress client, Set<Domain> vouched) {

    public Sender {
        from = List.copyOf(from);
        vouched = Set.copyOf(vouched);
    }

    /** Whether its domain is vouched for, so that it may be told of what happened (ACT-7). */
    public boolean isVouchedFor() {
        return reversePath.asMailbox().filter(it -> vouched.contains(it.domain())).isPresent();
    }

    Party asReversePath() {
        return Party.sender(reversePath.asMailbox().map(List::of).orElseGet(List::of), client);
    }

    Party asFrom() {
        return Party.sender(from, client);
    }
}
