package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old segments go while a few deferred messages live on (D-19, I3). */
class CleaningTest {

    private static final int LIVING = 5;

    @TempDir Path directory;

    @Test
    void deferredMessagesAreMovedOutOfOldSegmentsAndSurviveAKill() throws Exception {
        Path spool = directory.resolve("spool");
        StandingClock clock = new StandingClock();
        try (Office office = Office.open(spool, clock)) {
            office.courier.follow(to ->
                    to.localPart().startsWith("later")
                            ? ScriptedCourier.later()
                            : ScriptedCourier.taken());
            for (int i = 0; i < LIVING; i++) {
                office.accept(Post.envelope("s@from.example", address(i)), body(i));
            }
            String first = segments(spool).iterator().next();
            String filler = body(99) + "x".repeat(200_000) + "\r\n";
            for (int i = 0; i < 100; i++) {
                office.accept(Post.envelope("s@from.example", "x@to.example"), filler);
            }
            Office.await(() -> office.queue.size() == LIVING && !segments(spool).contains(first));
            office.assertBalanced();
            assertThat(office.entries()).allMatch(entry -> entry.failures() == 1);

            Office.await(() -> office.observed.all(Event.Delivered.class).size() == 100);
            Path copy = Office.copyOf(spool, directory.resolve("copy"));
            delivers(copy, clock);
        }
        delivers(spool, clock);
    }

    private static void delivers(Path spool, StandingClock clock) throws Exception {
        StandingClock later = new StandingClock();
        later.advance(Duration.between(later.instant(), clock.instant()));
        try (Office office = Office.open(spool, later)) {
            assertThat(office.queue.size()).isEqualTo(LIVING);
            assertThat(office.entries()).allMatch(entry -> entry.failures() == 1);
            office.advance(Duration.ofMinutes(18));
            office.awaitEmpty();
            office.assertBalanced();
            assertThat(office.courier.delivered())
                    .extracting(ScriptedCourier.Handed::text)
                    .containsExactlyInAnyOrderElementsOf(bodies());
        }
    }

    private static List<String> bodies() {
        return IntStream.range(0, LIVING).mapToObj(CleaningTest::body).toList();
    }

    private static String body(int i) {
        return Post.HEADER + "number " + i + "\r\n";
    }

    private static String address(int i) {
        return "later" + i + "@to.example";
    }

    private static Set<String> segments(Path spool) {
        try (Stream<Path> files = Files.list(spool)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> name.startsWith("segment-"))
                    .sorted()
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
