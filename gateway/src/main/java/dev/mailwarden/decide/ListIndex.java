package dev.mailwarden.decide;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.policy.Criteria;
import dev.mailwarden.policy.Lists;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One of the lists, compiled. */
final class ListIndex {

    private final ListHit.Which which;
    private final List<Lists.Entry> entries;
    private final CriteriaIndex senders;
    private final CriteriaIndex recipients;

    ListIndex(ListHit.Which which, List<Lists.Entry> entries) {
        this.which = which;
        this.entries = entries;
        List<CriteriaIndex.Side> left = new ArrayList<>();
        List<CriteriaIndex.Side> right = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Lists.Entry entry = entries.get(i);
            left.add(new CriteriaIndex.Side(i, new Criteria(List.of(entry.sender()))));
            right.add(new CriteriaIndex.Side(i, entry.recipients()));
        }
        this.senders = new CriteriaIndex(left);
        this.recipients = new CriteriaIndex(right);
    }

    Hits senders(Party sender) {
        return senders.find(sender);
    }

    Optional<ListHit> first(Hits senders, Sender sender, Party recipient, Instant now) {
        int found =
                Hits.first(
                        senders,
                        recipients.find(recipient),
                        i -> holds(entries.get(i), sender, now));
        return found == Postings.END
                ? Optional.empty()
                : Optional.of(new ListHit(which, found, entries.get(found)));
    }

    /** {@return the entries that name the pair, whether they hold or not, at most so many} */
    List<ListHit> all(Hits senders, Party recipient, int most) {
        List<ListHit> all = new ArrayList<>();
        Hits right = recipients.find(recipient);
        int next = -1;
        while (all.size() < most) {
            int after = next;
            next = Hits.first(senders, right, i -> i > after);
            if (next == Postings.END) {
                break;
            }
            all.add(new ListHit(which, next, entries.get(next)));
        }
        return all;
    }

    /**
     * Whether an entry is in force: not expired, and what it is bound to vouches for the sender.
     */
    static boolean holds(Lists.Entry entry, Sender sender, Instant now) {
        return !isOver(entry, now) && isVouchedFor(entry, sender);
    }

    static boolean isOver(Lists.Entry entry, Instant now) {
        return entry.expires().filter(end -> !end.isAfter(now)).isPresent();
    }

    static boolean isVouchedFor(Lists.Entry entry, Sender sender) {
        return entry.bound()
                .map(identity ->
                        switch (identity) {
                            case Lists.Identity.Client(var network) ->
                                    network.contains(sender.client());
                            case Lists.Identity.Authenticated(String name) ->
                                    Domain.parse(name)
                                            .filter(sender.vouched()::contains)
                                            .isPresent();
                        })
                .orElse(true);
    }
}
