package dev.mailwarden.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.Scale;
import java.io.IOException;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Random operations, crashes and faults against a map that says what must be there. */
class ModelTest {

    private static final long SEED = 14;
    private static final int RUNS = Scale.of(2_000, 200_000);
    private static final int OPERATIONS = 200;

    /** What must be there, and what may be: a note may be lost as long as it was not durable. */
    private record Model(Set<Integer> must, Set<Integer> may) {

        static Model of(Story story) {
            Set<Integer> must = new TreeSet<>(story.acked.keySet());
            must.removeAll(story.doneSubmitted.keySet());
            Set<Integer> may = new TreeSet<>(story.submitted.keySet());
            may.removeAll(story.doneDurable.keySet());
            return new Model(must, may);
        }
    }

    @Test
    void randomOperationsAgreeWithTheModel() throws IOException {
        int starts = 0;
        int acked = 0;
        int moved = 0;
        for (int run = 0; run < RUNS; run++) {
            Story story = new Story(new TestDisk(), SEED + run);
            story.disk.recordNothing();
            story.start();
            for (int i = 0; i < OPERATIONS; i++) {
                starts += step(story);
            }
            endAll(story);
            restart(story);
            acked += story.acked.size();
            moved += story.moves;
        }
        System.out.printf(
                "F-14 J-10 seed=%d runs=%d x %d starts=%d acked=%d moved=%d lost=0 revived=0%n",
                SEED, RUNS, OPERATIONS, starts + RUNS, acked, moved);
        assertThat(moved).isPositive();
    }

    private static int step(Story story) throws IOException {
        Random random = story.random;
        switch (random.nextInt(40)) {
            case 0 -> {
                story.end();
                restart(story);
                return 1;
            }
            case 1 -> {
                restart(story);
                return 1;
            }
            case 2, 3, 4 -> story.housekeeping();
            case 5 -> story.deliverSome(100);
            case 6, 7, 8, 9 -> story.deliverSome(30);
            case 10 -> story.work();
            default -> story.receive(random.nextInt(10) == 0 ? random.nextInt(1, 12) : 1);
        }
        return 0;
    }

    /**
     * Sometimes all is delivered. When nothing lives any more, nothing but the open and the next
     * segment may stay.
     */
    private static void endAll(Story story) throws IOException {
        if (story.random.nextInt(4) > 0) {
            return;
        }
        for (int id : Set.copyOf(story.mailbox.live.keySet())) {
            story.deliver(id);
        }
        for (int i = 0; i < 3; i++) {
            story.work();
            story.housekeeping();
        }
        assertThat(story.disk.log().list())
                .filteredOn(name -> name.startsWith("segment"))
                .hasSizeLessThanOrEqualTo(2);
    }

    /** After a kill, what was submitted last may be there or not; the rest is certain. */
    private static void restart(Story story) throws IOException {
        Model model = Model.of(story);
        RecoveryReport report = story.start();
        assertThat(report.isWhole()).as("%s", report).isTrue();
        assertThat(story.mailbox.live.keySet()).containsAll(model.must());
        assertThat(model.may()).containsAll(story.mailbox.live.keySet());
        story.mailbox.live.forEach(
                (id, mail) -> assertThat(Mailbox.isIntact(story.spool, id, mail)).isTrue());
        // What was found counts from now on; a note that was lost was never said.
        story.doneSubmitted.keySet().removeAll(story.mailbox.live.keySet());
        story.acked.keySet().retainAll(story.mailbox.live.keySet());
        story.mailbox.live.keySet().forEach(id -> story.acked.putIfAbsent(id, 0));
    }
}
