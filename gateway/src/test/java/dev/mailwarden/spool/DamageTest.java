package dev.mailwarden.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.Scale;
import dev.mailwarden.message.WrittenEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Damages files between two runs: the start always succeeds, and says what is not there. */
class DamageTest {

    private static final long SEED = 9;

    /** A spool after an orderly end, with messages alive all over it. */
    private static Story ended(long seed) throws IOException {
        Story story = new Story(new TestDisk(), seed);
        story.start();
        story.receive(5);
        for (int i = 0; i < 12; i++) {
            story.receive(10);
            story.deliverSome(15);
            story.work();
        }
        story.end();
        return story;
    }

    private static List<String> segments(TestDisk disk) {
        return disk.log().list().stream().filter(n -> n.startsWith("segment")).toList();
    }

    /** What is there after a start on a damaged copy. */
    private record After(RecoveryReport report, Set<Integer> live, Set<Integer> broken) {}

    private static After startOn(TestDisk disk) throws IOException {
        disk.recordNothing();
        Story after = new Story(disk, 1);
        RecoveryReport report = after.start();
        Set<Integer> broken = new HashSet<>();
        after.mailbox.live.forEach((id, mail) -> {
            if (!Mailbox.isIntact(after.spool, id, mail)) {
                broken.add(id);
            }
        });
        return new After(report, Set.copyOf(after.mailbox.live.keySet()), broken);
    }

    @Test
    void flippedBitsAreDetectedAndCostNothingElse() throws IOException {
        Story story = ended(SEED);
        Random random = new Random(SEED);
        Map<Integer, Mailbox.Mail> live = new TreeMap<>(story.mailbox.live);
        int trials = Scale.of(25_000, 2_200_000);
        long bits = 0;
        int detected = 0;
        int undamagedLost = 0;
        for (int trial = 0; trial < trials; trial++) {
            TestDisk disk = story.disk.copy();
            Set<Long> flipped = new HashSet<>();
            for (int i = random.nextInt(1, 9); i > 0; i--) {
                flipped.add(flip(disk, random));
                bits++;
            }
            After after = startOn(disk);
            for (var entry : live.entrySet()) {
                boolean lost = !after.live.contains(entry.getKey());
                boolean broken = after.broken.contains(entry.getKey());
                if (lost || broken) {
                    detected++;
                }
                if (lost && after.report.isWhole()) {
                    throw new AssertionError("trial " + trial + " lost " + entry + " silently");
                }
                if ((lost || broken) && !isHit(entry.getValue(), flipped)) {
                    undamagedLost++;
                }
            }
        }
        System.out.printf(
                "D-09 seed=%d trials=%d bits=%d messages=%d detected=%d undetected=0 undamaged lost=%d%n",
                SEED, trials, bits, live.size(), detected, undamagedLost);
        assertThat(undamagedLost).isZero();
        assertThat(detected).isPositive();
    }

    /** {@return segment and offset of the flipped octet} */
    private static long flip(TestDisk disk, Random random) {
        List<String> names = segments(disk);
        String name = names.get(random.nextInt(names.size() - 1)); // the last one was not used
        TestDisk.File file = disk.log().file(name);
        // A quarter hits the header page, the rest anything.
        int at = random.nextInt(random.nextInt(4) == 0 ? 4096 + 200 : (int) file.length());
        byte[] octet = new byte[1];
        file.read(octet, 0, 1, at);
        octet[0] ^= (byte) (1 << random.nextInt(8));
        file.write(at, octet, 0, 1);
        return new Location(numberOf(name), at).packed();
    }

    private static int numberOf(String name) {
        return Integer.parseInt(name.replaceAll("\\D", ""));
    }

    private static boolean isHit(Mailbox.Mail mail, Set<Long> flipped) {
        Location from = mail.location();
        int length =
                FrameHeader.align(
                        FrameHeader.OCTETS + 12 + 30 + 40 + mail.blob().length() + mail.length());
        return flipped.stream()
                .map(Location::unpack)
                .anyMatch(hit ->
                        hit.segment() == from.segment()
                                && hit.offset() >= from.offset()
                                && hit.offset() < from.offset() + length);
    }

    @Test
    void everyBitOfASealedSegmentsFramesMatters() throws IOException {
        Story story = ended(SEED + 1);
        TestDisk.File file = story.disk.log().file(segments(story.disk).getFirst());
        int trials = 0;
        for (int at = SegmentHeader.OCTETS; at < SegmentHeader.OCTETS + 600; at++) {
            for (int bit = 0; bit < 8; bit += 3) {
                TestDisk disk = story.disk.copy();
                TestDisk.File copy = disk.log().file(segments(disk).getFirst());
                byte[] octet = new byte[1];
                copy.read(octet, 0, 1, at);
                octet[0] ^= (byte) (1 << bit);
                copy.write(at, octet, 0, 1);
                startOn(disk); // fails if content is mixed up or changed unnoticed
                trials++;
            }
        }
        assertThat(file.length()).isEqualTo(Story.SEGMENT);
        System.out.printf("D-09 seed=%d frame bits=%d undetected=0%n", SEED + 1, trials);
    }

    @Test
    void survivesWhatHappensToFiles() throws IOException {
        Story story = ended(SEED + 2);
        List<String> names = segments(story.disk);
        String first = names.get(0);
        String second = names.get(1);
        int secondNumber = numberOf(second);
        check(story, "nothing", _ -> {}, 0, 0, 0);
        check(story, "missing", d -> d.log().remove(second), 0, 1, 0);
        check(story, "truncated", d -> d.log().file(second).truncate(20_000), -1, 0, 0);
        check(story, "emptied", d -> d.log().file(second).truncate(0), 0, 1, 1);
        check(story, "copied", d -> copy(d, first, "segment-0000000777.log"), 0, 0, 1);
        check(story, "foreign", d -> copy(d, "spool-x", "segment-9999999999.log"), 0, 0, 1);
        check(
                story,
                "swapped",
                d -> {
                    TestDisk.File file = d.log().file(first);
                    d.log().put(first, d.log().file(second));
                    d.log().put(second, file);
                },
                0,
                2,
                2);
        check(story, "header lost", d -> zero(d, second, 0, 4096), 0, 0, 0);
        check(story, "header and first frame lost", d -> zero(d, second, 0, 4160), -1, 0, 0);
        check(story, "index lost", d -> zero(d, second, Story.SEGMENT - 32, 32), 0, 0, 0);
        check(story, "middle lost", d -> zero(d, second, 12_000, 600), -1, 0, 0);
        check(
                story,
                "all but the start lost",
                d -> zero(d, second, 8192, Story.SEGMENT - 8192),
                -1,
                0,
                0);
        int from =
                story.mailbox.live.values().stream()
                        .map(Mailbox.Mail::location)
                        .filter(at -> at.segment() == secondNumber)
                        .mapToInt(Location::offset)
                        .max()
                        .orElseThrow();
        TestDisk ended = story.disk.copy();
        zero(ended, second, from, Story.SEGMENT - from); // cut where a frame begins
        assertThat(startOn(ended).report.damaged())
                .containsExactly(new Region(secondNumber, from, Story.SEGMENT));
        TestDisk damaged = story.disk.copy();
        damaged.log().remove(second);
        assertThat(startOn(damaged).report.missing()).containsExactly(secondNumber);
        System.out.println("D-10 seed=" + (SEED + 2) + " refused starts=0 wrong deliveries=0");
    }

    @Test
    void whateverHappensToFilesAStartSucceedsAndSaysSo() throws IOException {
        Random random = new Random(SEED + 10);
        int starts = Scale.of(2_000, 100_000);
        int each = 100;
        int lost = 0;
        for (int life = 0; life < starts / each; life++) {
            Story story = ended(SEED + 100 + life);
            TestDisk other = ended(SEED + 100 + life + 1).disk;
            for (int start = 0; start < each; start++) {
                TestDisk disk = story.disk.copy();
                List<String> mishaps = new ArrayList<>();
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                    mishaps.add(mishap(disk, other, random));
                }
                lost += lostBy(story, disk, mishaps) ? 1 : 0;
            }
        }
        System.out.printf(
                "D-10 seed=%d starts=%d with losses=%d refused starts=0 unreported=0%n",
                SEED + 10, starts, lost);
        assertThat(lost).isPositive();
    }

    private static boolean lostBy(Story story, TestDisk disk, List<String> mishaps)
            throws IOException {
        int files = disk.log().list().size();
        After after = startOn(disk);
        boolean allThere = after.live.containsAll(story.mailbox.live.keySet());
        boolean revived = !story.mailbox.live.keySet().containsAll(after.live);
        assertThat(after.report.isWhole() && (!allThere || revived))
                .as("%s: unnoticed by %s", mishaps, after.report)
                .isFalse();
        assertThat(story.submitted.keySet()).as("%s", mishaps).containsAll(after.live);
        assertThat(disk.log().list()).as("%s", mishaps).hasSizeGreaterThanOrEqualTo(files);
        assertThat(startOn(disk).live).as("%s, again", mishaps).isEqualTo(after.live);
        return !allThere;
    }

    /**
     * Does something to a segment, and says what. The newest two are spared, one empty and one with
     * the end of the log: when that is gone, it looks as if it had never been written.
     */
    private static String mishap(TestDisk disk, TestDisk other, Random random) {
        List<String> all = segments(disk);
        List<String> names = all.subList(0, Math.max(1, all.size() - 2));
        String name = names.get(random.nextInt(names.size()));
        int at = random.nextInt(Story.SEGMENT);
        return switch (random.nextInt(6)) {
            case 0 -> {
                if (names.size() > 1) {
                    disk.log().remove(name);
                }
                yield "removed " + name;
            }
            case 1 -> {
                TestDisk.File file = disk.log().file(name);
                file.truncate(Math.min(at, (int) file.length()));
                yield "truncated " + name + " to " + at;
            }
            case 2 -> {
                copy(disk, name, Segment.nameOf(random.nextInt(1, 1_000)));
                yield "copied " + name;
            }
            case 3 -> {
                // One of the same number would be taken for ours: nothing in it names its spool.
                List<String> others =
                        segments(other).stream().filter(o -> !o.equals(name)).toList();
                TestDisk.File foreign = new TestDisk.File();
                foreign.copyFrom(other.log().file(others.get(random.nextInt(others.size()))));
                disk.log().put(name, foreign);
                yield "put another life's segment at " + name;
            }
            case 4 -> {
                zero(disk, name, at, Math.min(random.nextInt(1, 8192), Story.SEGMENT - at));
                yield "zeroed some of " + name + " at " + at;
            }
            default -> {
                String second = names.get(random.nextInt(names.size()));
                TestDisk.File file = disk.log().file(name);
                disk.log().put(name, disk.log().file(second));
                disk.log().put(second, file);
                yield "swapped " + name + " and " + second;
            }
        };
    }

    private static void copy(TestDisk disk, String from, String to) {
        TestDisk.File file = new TestDisk.File();
        if (disk.log().file(from) == null) {
            file.write(0, new byte[] {1, 2, 3}, 0, 3);
        } else {
            file.copyFrom(disk.log().file(from));
        }
        disk.log().put(to, file);
    }

    private static void zero(TestDisk disk, String name, int from, int length) {
        disk.log().file(name).write(from, new byte[length], 0, length);
    }

    /** Starts twice; files are never fewer than before, live messages are lost only if reported. */
    private static void check(
            Story story,
            String what,
            Consumer<TestDisk> damage,
            int damaged,
            int missing,
            int setAside)
            throws IOException {
        TestDisk disk = story.disk.copy();
        damage.accept(disk);
        int files = disk.log().list().size();
        After after = startOn(disk);
        RecoveryReport report = after.report;
        assertThat(report.missing()).as(what + ": %s", report).hasSize(missing);
        assertThat(report.setAside()).as(what + ": %s", report).hasSize(setAside);
        if (damaged >= 0) {
            assertThat(report.damaged()).as(what + ": %s", report).hasSize(damaged);
        } else {
            // Content in a sealed segment is checked when it is read.
            boolean found = !report.damaged().isEmpty() || !after.broken.isEmpty();
            assertThat(found).as(what + ": %s", report).isTrue();
        }
        boolean allThere = after.live.containsAll(story.mailbox.live.keySet());
        assertThat(allThere || !report.isWhole()).as(what).isTrue();
        assertThat(story.submitted.keySet()).as(what).containsAll(after.live);
        assertThat(disk.log().list()).as(what).hasSizeGreaterThanOrEqualTo(files);
        assertThat(startOn(disk).live).as(what + ", again").isEqualTo(after.live);
    }

    @Test
    void aRetiredSegmentThatComesBackIsSetAsideAndNotDelivered() throws IOException {
        Story story = new Story(new TestDisk(), SEED + 3);
        story.start();
        story.receive(30);
        String name = segments(story.disk).getFirst();
        TestDisk.File old = new TestDisk.File();
        old.copyFrom(story.disk.log().file(name));
        while (segments(story.disk).contains(name)) {
            story.receive(10);
            story.deliverSome(100);
            story.housekeeping();
        }
        story.receive(3);
        for (boolean orderly : new boolean[] {false, true}) {
            if (orderly) {
                story.end();
            }
            TestDisk disk = story.disk.copy();
            disk.log().put(name, old);
            After after = startOn(disk);
            assertThat(after.report.setAside()).containsExactly("damaged-1-" + name);
            assertThat(after.live).isEqualTo(story.mailbox.live.keySet());
            disk.log().put(name, old);
            assertThat(startOn(disk).report.setAside()).containsExactly("damaged-2-" + name);
        }
    }

    @Test
    void aSectorThatCannotBeReadCostsItsFramesOnly() throws IOException {
        Story story = ended(SEED + 4);
        String second = segments(story.disk).get(1);
        for (long bad = 0; bad < Story.SEGMENT; bad += 4096) {
            TestDisk disk = story.disk.copy();
            long sector = bad;
            disk.fail(op ->
                    op.kind() == TestDisk.Kind.READ
                            && op.name().equals(second)
                            && op.position() < sector + 4096
                            && op.position() + op.octets().length > sector);
            After after = startOn(disk);
            boolean allThere = after.live.containsAll(story.mailbox.live.keySet());
            assertThat(allThere || !after.report.isWhole()).as("sector at %d", bad).isTrue();
            assertThat(after.live).hasSizeGreaterThan(story.mailbox.live.size() / 2);
        }
    }

    @Test
    void damageNeverDeletesABlob() throws IOException {
        Story story = ended(SEED + 5);
        var withBlob =
                story.mailbox.live.values().stream()
                        .filter(mail -> !mail.blob().isEmpty())
                        .filter(mail -> mail.location().segment() < segments(story.disk).size() - 1)
                        .findFirst()
                        .orElseThrow();
        TestDisk disk = story.disk.copy();
        String name = Segment.nameOf(withBlob.location().segment());
        zero(disk, name, withBlob.location().offset(), 64);
        zero(disk, name, Story.SEGMENT - 32, 32);
        Story after = new Story(disk, 1);
        assertThat(after.start().damaged()).isNotEmpty();
        after.housekeeping();
        assertThat(disk.blobs().list()).contains("orphan-" + withBlob.blob());
        Story again = new Story(disk, 2);
        again.start();
        again.housekeeping();
        assertThat(disk.blobs().list()).contains("orphan-" + withBlob.blob());
    }

    @Test
    void deliveredContentDoesNotStayInSpares() throws IOException {
        Story story = new Story(new TestDisk(), SEED + 6);
        story.start();
        for (int i = 0; i < 60; i++) {
            story.receive(12);
            story.deliverSome(100);
            if (i % 7 == 0) {
                story.housekeeping();
            }
        }
        for (int i = 0; i < 600; i++) { // ten minutes
            story.ticks += 1_000_000_000L;
            story.spool.keeper().step();
            story.work();
        }
        List<String> spares =
                story.disk.log().list().stream().filter(n -> n.startsWith("spare")).toList();
        assertThat(spares).hasSizeBetween(1, 4);
        for (String spare : spares) {
            assertThat(story.disk.log().file(spare).toByteArray()).as(spare).containsOnly(0);
        }
        int segments = segments(story.disk).size();
        assertThat(segments).isLessThanOrEqualTo(3);
        String open = segments(story.disk).get(segments - 2);
        byte[] octets = story.disk.log().file(open).toByteArray();
        SegmentHeader header = SegmentHeader.decode(little(octets)).orElseThrow();
        SegmentContents contents =
                new SegmentScan(header, story.disk.log().read(open), List.of())
                        .read(true, octets.length);
        for (int at = contents.torn().getLast().start(); at < octets.length; at++) {
            assertThat(octets[at]).as("octet %d of %s", at, open).isZero();
        }
    }

    private static ByteBuffer little(byte[] octets) {
        return ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void arbitraryOctetsAreNoFrames() throws IOException {
        Random random = new Random(SEED);
        Story story = ended(SEED + 7);
        byte[] real = story.disk.log().file(segments(story.disk).getFirst()).toByteArray();
        int runs = 3000;
        for (int run = 0; run < runs; run++) {
            byte[] octets = mutated(real, random);
            TestDisk disk = new TestDisk();
            TestDisk.File file = new TestDisk.File();
            file.write(0, octets, 0, octets.length);
            disk.log().put(Segment.nameOf(1), file);
            After after = startOn(disk); // must not throw
            Set<Integer> sent = story.submitted.keySet();
            assertThat(sent).as("run %d", run).containsAll(after.live);
        }
        System.out.printf("F-13 seed=%d runs=%d%n", SEED, runs);
    }

    private static byte[] mutated(byte[] real, Random random) {
        byte[] octets = real.clone();
        switch (random.nextInt(5)) {
            case 0 -> random.nextBytes(octets);
            case 1 -> {
                octets = new byte[random.nextInt(9000)];
                random.nextBytes(octets);
            }
            case 2 -> {
                for (int i = random.nextInt(200); i > 0; i--) {
                    octets[random.nextInt(octets.length)] = (byte) random.nextInt();
                }
            }
            case 3 -> { // frames moved about in their own segment
                int length = random.nextInt(1, 3000);
                System.arraycopy(
                        real,
                        8 * random.nextInt((real.length - length) / 8),
                        octets,
                        8 * random.nextInt((real.length - length) / 8),
                        length);
            }
            default -> octets = new byte[0];
        }
        return octets;
    }

    @Test
    void aFramePlantedInAMessageIsNeverFound() throws IOException {
        Story other = ended(SEED + 8);
        byte[] frames = other.disk.log().file(segments(other.disk).getFirst()).toByteArray();
        Story story = new Story(new TestDisk(), SEED + 9);
        story.start();
        List<PendingFrame> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            byte[] planted = new byte[16_000];
            System.arraycopy(frames, 4096 + i, planted, i, 15_000);
            Frame frame =
                    new Frame(
                            Mailbox.message(9000 + i, planted.length, ""),
                            WrittenEvents.NONE,
                            InlineContent.of(planted),
                            true);
            sent.add(story.spool.submit(frame, true, _ -> {}));
        }
        story.work();
        for (int cut = 0; cut < 3; cut++) {
            TestDisk disk = story.disk.copy();
            Location at = sent.get(cut).await(() -> {});
            zero(disk, Segment.nameOf(at.segment()), at.offset(), 40);
            Story after = new Story(disk, 1);
            after.start();
            assertThat(after.mailbox.live.keySet()).isSubsetOf(9000, 9001, 9002);
        }
    }
}
