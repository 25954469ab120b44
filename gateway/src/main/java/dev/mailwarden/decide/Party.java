package dev.mailwarden.decide;

import dev.mailwarden.mail.smtp.Mailbox;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A sender or a recipient as criteria see it.
 *
 * @param addresses a criterion that holds of one holds of the party; none: the null reverse-path,
 *     or a message without From
 * @param client empty for recipients
 */
record Party(List<Spelling> addresses, Optional<InetAddress> client) {

    Party {
        addresses = List.copyOf(addresses);
    }

    static Party sender(List<Mailbox> mailboxes, InetAddress client) {
        return new Party(mailboxes.stream().map(Spelling::of).toList(), Optional.of(client));
    }

    static Party recipient(Mailbox mailbox) {
        return new Party(List.of(Spelling.of(mailbox)), Optional.empty());
    }

    boolean isNobody() {
        return addresses.isEmpty();
    }
}
