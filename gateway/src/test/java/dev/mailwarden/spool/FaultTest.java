package dev.mailwarden.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.Scale;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Lets every single operation of the disk fail once, or for good. */
class FaultTest {

    private static final long SEED = 6;
    private static final int MESSAGES = 200;

    /**
     * A retired segment that could be neither renamed nor deleted is set aside at the next start:
     * an alarm without need, and nobody's mail.
     */
    private static final Pattern SET_ASIDE_ONLY =
            Pattern.compile("damaged=\\[], .*missing=\\[], setAside=\\[[^]]+]]$");

    /** That one life meets at most. */
    private static final int ERRORS = 2;

    private static final int SEEDS = Scale.of(8, 40);

    @Test
    void anErrorAtAnyOperationLosesNothingAndIsOvercome() throws IOException {
        List<String> wrong = new ArrayList<>();
        Map<TestDisk.Kind, Integer> hits = new EnumMap<>(TestDisk.Kind.class);
        int runs = 0;
        int refused = 0;
        long acked = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            long operations = live(new TestDisk(), SEED + seed).disk.operations();
            for (long n = 1; n <= operations; n++) {
                TestDisk disk = new TestDisk();
                long nth = n;
                disk.fail(op -> {
                    boolean now = disk.operations() == nth;
                    if (now) {
                        hits.merge(op.kind(), 1, Integer::sum);
                    }
                    return now;
                });
                Story story = live(disk, SEED + seed);
                refused += story.refused.size();
                acked += story.acked.size();
                for (String problem : verdict(story, nth)) {
                    wrong.add("seed " + seed + " operation " + nth + ": " + problem);
                }
                runs++;
            }
        }
        System.out.printf(
                "D-06 seed=%d runs=%d hits=%s acked=%d refused=%d lost=%d%n",
                SEED, runs, hits, acked, refused, wrong.size());
        assertThat(wrong).isEmpty();
        assertThat(refused).isPositive();
    }

    @Test
    void aSecondErrorWhileTheFirstIsBeingOvercomeLosesNothing() throws IOException {
        List<String> wrong = new ArrayList<>();
        Random random = new Random(SEED);
        long operations = live(new TestDisk(), SEED).disk.operations();
        int pairs = Scale.of(1_000, 200_000);
        for (int pair = 0; pair < pairs; pair++) {
            TestDisk disk = new TestDisk();
            long first = random.nextLong(1, operations);
            long second = first + random.nextLong(1, random.nextBoolean() ? 10 : operations);
            disk.fail(_ -> disk.operations() == first || disk.operations() == second);
            Story story = live(disk, SEED);
            for (String problem : verdict(story, pair)) {
                if (!SET_ASIDE_ONLY.matcher(problem).find()) {
                    wrong.add("operations " + first + " and " + second + ": " + problem);
                }
            }
        }
        System.out.printf("D-06 seed=%d pairs=%d lost=%d%n", SEED, pairs, wrong.size());
        assertThat(wrong).isEmpty();
    }

    private static List<String> verdict(Story story, long seed) throws IOException {
        List<String> wrong = new ArrayList<>();
        PowerCut cut = new PowerCut();
        story.disk.trace().forEach(cut::after);
        int end = story.disk.now();
        Luck luck = Luck.random(new Random(seed), 512);
        for (TestDisk left : List.of(cut.disk(story.disk, luck), story.disk.copy())) {
            wrong.addAll(story.judge(left, end));
        }
        if (!story.spool.isHealthy()) {
            wrong.add("not healthy again");
        }
        Story later = new Story(story.disk.copy(), seed);
        later.start();
        for (int id : story.refused) {
            if (later.mailbox.live.containsKey(id)) {
                wrong.add("refused and yet there: " + id);
            }
        }
        return wrong;
    }

    /** 200 messages; whoever is refused does not try again, the last one must get through. */
    private static Story live(TestDisk disk, long seed) throws IOException {
        Story story = new Story(disk, seed);
        startInSpiteOfErrors(story);
        while (story.next <= MESSAGES) {
            int before = story.refused.size();
            story.receive(story.random.nextInt(6) == 0 ? 7 : 1);
            if (story.refused.size() > before) {
                story.waitForRetry();
            }
            if (story.random.nextInt(4) == 0) {
                story.deliverSome(60);
            }
            if (story.random.nextInt(6) == 0) {
                story.housekeeping();
            }
        }
        story.waitForRetry();
        story.housekeeping();
        story.receive(1);
        for (int more = 0; more < ERRORS && !story.acked.containsKey(story.next - 1); more++) {
            story.waitForRetry();
            story.receive(1);
        }
        assertThat(story.acked).containsKey(story.next - 1);
        return story;
    }

    private static void startInSpiteOfErrors(Story story) throws IOException {
        for (int errors = 0; ; errors++) {
            try {
                story.start();
                break;
            } catch (IOException e) {
                assertThat(errors).isLessThan(ERRORS);
            }
        }
        for (int errors = 0; errors < ERRORS && !story.spool.isHealthy(); errors++) {
            story.waitForRetry();
        }
    }

    @Test
    void aSegmentWhoseForceFailedIsNeverTouchedAgain() throws IOException {
        for (long seed = 1; seed <= 50; seed++) {
            TestDisk disk = new TestDisk();
            Story story = new Story(disk, seed);
            story.start();
            story.live(20 + (int) seed);
            story.deliverSome(50);
            while (story.spool.committer().work()) {
                // the notes are written and not yet forced
            }
            List<TestDisk.File> failed = new ArrayList<>();
            disk.fail(op -> {
                if (op.name().equals("OpenSegment.force of Committer.force") && failed.isEmpty()) {
                    failed.add(op.file());
                    return true;
                }
                return false;
            });
            int before = disk.now();
            int sent = story.next;
            story.receive(3);
            story.work();
            assertThat(story.refused).contains(sent);
            assertThat(story.doneDurable).hasSameSizeAs(story.doneSubmitted);
            assertThat(
                            disk.trace().subList(before, disk.now()).stream()
                                    .dropWhile(op -> op.kind() != TestDisk.Kind.FAILED_FORCE)
                                    .skip(1)
                                    .filter(op -> op.file() == failed.getFirst()))
                    .as("operations on the failed file")
                    .isEmpty();
            assertThat(story.judge(disk.copy(), disk.now())).isEmpty();
            assertThat(livesOf(disk.copy())).doesNotContainAnyElementsOf(story.refused);
            story.deliverSome(100);
            story.live(sent + 150);
            story.deliverSome(100);
            story.housekeeping();
            story.housekeeping();
            assertThat(
                            disk.trace().stream()
                                    .dropWhile(op -> op.kind() != TestDisk.Kind.FAILED_FORCE)
                                    .filter(op -> op.file() == failed.getFirst())
                                    .skip(1)
                                    .map(TestDisk.Op::kind))
                    .as("a failed file is not used again")
                    .isSubsetOf(TestDisk.Kind.RENAME, TestDisk.Kind.DELETE);
        }
        System.out.println("D-07 runs=50 forces after failure=0");
    }

    private static Iterable<Integer> livesOf(TestDisk disk) throws IOException {
        Story story = new Story(disk, 1);
        story.start();
        return story.mailbox.live.keySet();
    }

    @Test
    void aFullVolumeRefusesAndTakesAgainWhenThereIsRoom() throws IOException {
        TestDisk disk = new TestDisk();
        disk.limitTo(5L * Story.SEGMENT);
        Story story = new Story(disk, 3);
        story.start();
        for (int i = 0; i < 300; i++) {
            story.receive(2);
            story.waitForRetry();
        }
        assertThat(story.refused).hasSizeGreaterThan(100);
        assertThat(story.spool.isHealthy()).isFalse();
        PendingFrame pending = story.spool.submit(Mailbox.inline(9999, 10), true, _ -> {});
        story.work();
        assertThatThrownBy(() -> pending.await(() -> {})).isInstanceOf(SpoolFullException.class);
        story.deliverSome(100); // the notes are kept, and lead to room once there is some
        disk.limitTo(100L * Story.SEGMENT);
        story.waitForRetry();
        story.waitForRetry();
        assertThat(story.spool.isHealthy()).isTrue();
        story.receive(1);
        assertThat(story.acked).containsKey(story.next - 1);
        assertThat(story.doneDurable).hasSameSizeAs(story.doneSubmitted);
        assertThat(story.judge(disk.copy(), disk.now())).isEmpty();
        System.out.printf(
                "D-12 acked=%d refused=%d lost=0%n", story.acked.size(), story.refused.size());
    }

    @Test
    void aDiskThatFailsForLongIsOvercomeToo() throws IOException {
        for (long seed = 0; seed < 20; seed++) {
            TestDisk disk = new TestDisk();
            Story story = new Story(disk, seed);
            story.start();
            story.live(60);
            story.deliverSome(50);
            long kinds = seed % 4;
            disk.fail(op ->
                    switch (op.kind()) {
                        case WRITE -> kinds == 0;
                        case FORCE -> kinds == 1;
                        case FORCE_NAMES -> kinds == 2;
                        case CREATE, RENAME -> kinds == 3;
                        default -> false;
                    });
            for (int i = 0; i < 30; i++) {
                story.receive(2);
                story.waitForRetry();
                story.deliverSome(10);
            }
            disk.fail(_ -> false);
            story.waitForRetry();
            story.waitForRetry();
            story.receive(1);
            assertThat(story.acked).as("seed %d", seed).containsKey(story.next - 1);
            assertThat(story.doneDurable).hasSameSizeAs(story.doneSubmitted);
            assertThat(story.judge(disk.copy(), disk.now())).as("seed %d", seed).isEmpty();
        }
    }
}
