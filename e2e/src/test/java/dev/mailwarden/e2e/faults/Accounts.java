package dev.mailwarden.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.InnerMail;
import dev.mailwarden.e2e.fixture.Load;
import dev.mailwarden.e2e.fixture.Mailer;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.Octets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares what clients were promised with what arrived. */
final class Accounts {

    private Accounts() {}

    /** Every acknowledged message arrives in time, and none that arrives was altered or mixed. */
    static void assertNothingLost(Load load, Site site, Duration limit) {
        Await.until(
                limit,
                () -> "arrival of " + missing(load, site),
                () -> missing(load, site).isEmpty());
        Set<String> acknowledged = load.acknowledged();
        for (InnerMail mail : site.inbox().mails()) {
            String id = Mailer.id(mail);
            if (acknowledged.contains(id)) {
                assertThat(mail.withoutTrace(1))
                        .as("content of %s", id)
                        .isEqualTo(Octets.latin1(load.message(id)));
            }
        }
    }

    /** The same, and none of them twice. */
    static void assertExactlyOnce(Load load, Site site, Duration limit) {
        assertNothingLost(load, site, limit);
        List<String> arrived = site.inbox().mails().stream().map(Mailer::id).toList();
        assertThat(arrived).doesNotHaveDuplicates();
    }

    private static Set<String> missing(Load load, Site site) {
        var missing = new TreeSet<>(load.acknowledged());
        site.inbox().mails().forEach(mail -> missing.remove(Mailer.id(mail)));
        return missing;
    }
}
