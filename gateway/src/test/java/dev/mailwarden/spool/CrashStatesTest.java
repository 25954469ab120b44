package dev.mailwarden.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Takes the power away after every single operation and looks at what may be left. */
class CrashStatesTest {

    private static final long SEED = 20_261_121;

    /**
     * Needed by no mail. The first makes erasing real at once and spares the next use of the file a
     * long sync. The second is the same code as every sealing; only at an orderly end nothing
     * follows that relies on it.
     */
    private static final List<String> NOT_FOR_MAIL =
            List.of(
                    "SegmentSupply.zeroOneSpare of SpoolKeeper.step",
                    "OpenSegment.seal of Committer.finish");

    @Test
    void aPowerCutAfterAnyOperationLosesRevivesAndMixesNothing() throws IOException {
        Story story = told(SEED, _ -> false);
        int moves = story.moves + story.mailbox.moves;
        Verdict verdict = judgeAll(story, 3, Integer.MAX_VALUE);
        System.out.printf(
                "D-08 D-19 seed=%d operations=%d states=%d acked=%d moved=%d lost=%d%n",
                SEED,
                story.disk.now(),
                verdict.states,
                story.acked.size(),
                moves,
                verdict.wrong.size());
        assertThat(verdict.wrong).isEmpty();
        assertThat(moves).as("moves").isGreaterThan(5);
        assertThat(story.acked).hasSizeGreaterThan(300);
    }

    @Test
    void aTornLastWriteEndsTheLogWhereverItIsCut() throws IOException {
        Story story = told(SEED + 1, _ -> false);
        PowerCut cut = new PowerCut();
        List<String> wrong = new ArrayList<>();
        int states = 0;
        int writes = 0;
        for (int at = 0; at < story.disk.now(); at++) {
            TestDisk.Op op = story.disk.trace().get(at);
            cut.after(op);
            boolean isBatch =
                    op.kind() == TestDisk.Kind.WRITE
                            && op.name().startsWith("segment")
                            && op.octets().length < Story.SEGMENT / 2;
            if (isBatch && writes++ % 60 == 0) {
                for (int length = 0; length <= op.octets().length; length += 1 + length / 40) {
                    TestDisk left = cut.disk(story.disk, Luck.first(length));
                    wrong.addAll(story.judge(left, at + 1));
                    states++;
                }
            }
        }
        System.out.printf(
                "D-08 seed=%d writes=%d states=%d lost=%d%n",
                SEED + 1, writes, states, wrong.size());
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyForceIsNeeded() throws IOException {
        TreeSet<String> sites = new TreeSet<>();
        for (TestDisk.Op op : told(SEED, _ -> false).disk.trace()) {
            if (isForce(op)) {
                sites.add(op.name());
            }
        }
        TreeMap<String, String> survivors = new TreeMap<>();
        for (String site : sites) {
            Verdict verdict = new Verdict();
            for (int seed = 0; seed < 4 && verdict.wrong.isEmpty(); seed++) {
                Story mutant = told(SEED + seed, op -> op.name().equals(site));
                verdict = judgeAll(mutant, 3, 1);
            }
            System.out.printf("D-11 without %s: %s%n", site, verdict.wrong.stream().findFirst());
            if (verdict.wrong.isEmpty()) {
                survivors.put(site, "survives");
            }
        }
        System.out.printf("D-11 mutants=%d survivors=%s%n", sites.size(), survivors.keySet());
        assertThat(sites).as("places that ask for a sync").hasSize(15);
        assertThat(survivors.keySet()).isSubsetOf(NOT_FOR_MAIL);
    }

    private static boolean isForce(TestDisk.Op op) {
        return op.kind() == TestDisk.Kind.FORCE || op.kind() == TestDisk.Kind.FORCE_NAMES;
    }

    /** A life with kills in it, after which what is in the page cache is still there. */
    private static Story told(long seed, Predicate<TestDisk.Op> leftOut) throws IOException {
        TestDisk disk = new TestDisk();
        disk.leaveOut(leftOut);
        Story story = new Story(disk, seed);
        story.start();
        story.live(150);
        for (int round = 1; round <= 3; round++) {
            interruptedBatch(story);
            story.start();
            story.live(150 + 70 * round);
        }
        killWhileRetiring(story);
        story.start();
        story.live(420);
        story.end();
        story.start();
        story.live(460);
        story.work();
        return story;
    }

    /** Killed between the write of a batch and its force: notes are in the page cache only. */
    private static void interruptedBatch(Story story) throws IOException {
        story.work();
        story.deliverSome(50);
        story.spool.committer().work();
    }

    /** Killed between a retired segment's new name and the force that makes it durable. */
    private static void killWhileRetiring(Story story) throws IOException {
        story.work();
        story.disk.killAt(op -> op.name().contains("SegmentSupply.retire"));
        try {
            while (true) {
                story.receive(3);
                story.deliverSome(100);
                story.housekeeping();
            }
        } catch (TestDisk.Killed e) {
            assertThat(story.disk.trace().getLast().kind()).isEqualTo(TestDisk.Kind.RENAME);
        }
    }

    private static final class Verdict {
        final List<String> wrong = new ArrayList<>();
        int states;
    }

    private static Verdict judgeAll(Story story, int samples, int enough) {
        Random random = new Random(SEED);
        Verdict verdict = new Verdict();
        PowerCut cut = new PowerCut();
        for (int at = 0; at < story.disk.now() && verdict.wrong.size() < enough; at++) {
            cut.after(story.disk.trace().get(at));
            List<Luck> lucks = new ArrayList<>();
            lucks.add(Luck.NONE);
            lucks.add(Luck.ALL); // what a kill leaves
            for (int i = 1; i < samples; i++) {
                int unit = random.nextBoolean() ? 512 : 4096;
                lucks.add(Luck.random(new Random(random.nextLong()), unit));
            }
            for (Luck luck : lucks) {
                int operations = at + 1;
                for (String problem : story.judge(cut.disk(story.disk, luck), operations)) {
                    verdict.wrong.add("after " + operations + ": " + problem);
                }
                verdict.states++;
            }
        }
        return verdict;
    }
}
