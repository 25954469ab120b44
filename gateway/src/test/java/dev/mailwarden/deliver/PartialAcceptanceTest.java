package dev.mailwarden.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.Scale;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Attempt.Result;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.Manner;
import dev.mailwarden.message.Route.Protocol;
import dev.mailwarden.message.Route.Rank;
import dev.mailwarden.message.Route.TlsPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** N-09: whatever two hops say, the results are exactly what they promised. */
class PartialAcceptanceTest {

    /** Random scripts of one run. */
    private static final int SCRIPTS = Scale.of(4_000, 10_000);

    @ParameterizedTest
    @EnumSource
    void everyRecipientGetsWhatAHopPromised(Protocol protocol) throws Exception {
        List<RandomHop.Word> journal = new ArrayList<>();
        int delivered = 0;
        try (RandomHop first = new RandomHop(1, protocol, journal);
                RandomHop second = new RandomHop(2, protocol, journal);
                SmtpCourier courier = Couriers.with(Parcels.delivery(Duration.ofSeconds(60)))) {
            Route route =
                    new Route.Fixed(
                            List.of(
                                    Parcels.host("[127.0.0.1]", first.port()),
                                    Parcels.host("[127.0.0.1]", second.port())
                                            .ranked(Rank.inOrder(1))),
                            new Manner(protocol, TlsPolicy.NONE, Optional.empty(), List.of()));
            for (int round = 0; round < SCRIPTS; round++) {
                String[] recipients =
                        IntStream.rangeClosed(0, round % 8)
                                .mapToObj(i -> "r" + i + "@example.com")
                                .toArray(String[]::new);
                Attempt attempt = courier.deliver(Parcels.consignment(route, recipients));
                check(recipients, attempt, taken(journal));
                delivered += count(attempt);
            }
        }
        assertThat(delivered).isGreaterThan(2 * SCRIPTS);
    }

    private static int count(Attempt attempt) {
        return (int) attempt.results().stream().filter(Result.Delivered.class::isInstance).count();
    }

    private static List<RandomHop.Word> taken(List<RandomHop.Word> journal) {
        synchronized (journal) {
            List<RandomHop.Word> copy = List.copyOf(journal);
            journal.clear();
            return copy;
        }
    }

    private static void check(String[] recipients, Attempt attempt, List<RandomHop.Word> journal) {
        Set<String> taken = new HashSet<>();
        Set<String> refused = new HashSet<>();
        Set<String> unknown = new HashSet<>();
        for (RandomHop.Word word : journal) {
            switch (word.kind()) {
                case ASKED ->
                        assertThat(
                                        taken.contains(word.recipient())
                                                || refused.contains(word.recipient())
                                                || unknown.contains(word.recipient()))
                                .as("asked again: %s in %s", word, journal)
                                .isFalse();
                case TAKEN ->
                        assertThat(taken.add(word.recipient()))
                                .as("taken twice: %s in %s", word, journal)
                                .isTrue();
                case REFUSED -> refused.add(word.recipient());
                case SILENCE -> unknown.add(word.recipient());
            }
        }
        for (int i = 0; i < recipients.length; i++) {
            Result result = attempt.results().get(i);
            String recipient = recipients[i];
            assertThat(result instanceof Result.Delivered)
                    .as("%s of %s: %s", recipient, journal, result)
                    .isEqualTo(taken.contains(recipient));
            if (unknown.contains(recipient)) {
                assertThat(result)
                        .as("%s of %s: %s", recipient, journal, result)
                        .isInstanceOf(Result.Deferred.class);
            }
            if (refused.contains(recipient)) {
                assertThat(result).isInstanceOf(Result.Failed.class);
            }
            if (result instanceof Result.Failed) {
                assertThat(
                                refused.contains(recipient)
                                        || refused.contains("*")
                                        || journal.isEmpty())
                        .as("%s of %s: %s", recipient, journal, result)
                        .isTrue();
            }
        }
    }
}
