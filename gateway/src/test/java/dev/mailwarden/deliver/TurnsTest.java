package dev.mailwarden.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mailwarden.message.Route.Host;
import dev.mailwarden.message.Route.Rank;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of hosts by priority and weight (RFC 2782). */
class TurnsTest {

    private static final int DRAWS = 20_000;

    private final Random random = new Random(11);

    @Test
    void lowerPrioritiesComeFirstWhateverTheWeights() {
        for (int i = 0; i < 100; i++) {
            assertThat(names(hosts("7/60000 0/1 3/0 1/9")))
                    .containsExactly("h1.example", "h3.example", "h2.example", "h0.example");
        }
    }

    @Test
    void everyHostHasATurn() {
        for (int i = 0; i < 100; i++) {
            assertThat(names(hosts("1/0 1/0 1/5 2/65535 2/65535 2/65535 1/1")))
                    .hasSize(7)
                    .doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest(name = "{0}: {1} of the first turns")
    @CsvSource({
        "0/1 0/1, 0.5 0.5",
        "0/3 0/1, 0.75 0.25",
        "0/60 0/20 0/20, 0.6 0.2 0.2",
        "0/0 0/0 0/0, 0.333 0.333 0.333",
        "0/5 0/65535, 0.0 1.0",
        "0/1000 0/0, 1.0 0.0"
    })
    void theFirstTurnIsSharedByWeight(String ranks, String shares) {
        List<Host> hosts = hosts(ranks);
        Map<Host, Long> first =
                IntStream.range(0, DRAWS)
                        .mapToObj(_ -> Turns.draw(hosts, random).getFirst())
                        .collect(Collectors.groupingBy(host -> host, Collectors.counting()));
        String[] expected = shares.split(" ", -1);
        for (int i = 0; i < expected.length; i++) {
            double share = first.getOrDefault(hosts.get(i), 0L) / (double) DRAWS;
            assertThat(share)
                    .as(ranks + " " + i)
                    .isCloseTo(Double.parseDouble(expected[i]), within(0.02));
        }
    }

    private List<String> names(List<Host> hosts) {
        return Turns.draw(hosts, random).stream().map(host -> host.name().name()).toList();
    }

    private static List<Host> hosts(String ranks) {
        String[] each = ranks.split(" ", -1);
        return IntStream.range(0, each.length)
                .mapToObj(i -> {
                    int[] rank =
                            Arrays.stream(each[i].split("/", -1))
                                    .mapToInt(Integer::parseInt)
                                    .toArray();
                    return Parcels.host("h" + i + ".example", 25)
                            .ranked(new Rank(rank[0], rank[1]));
                })
                .toList();
    }
}
