package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.CopyShelf.Copy;
import dev.mailwarden.message.CopyShelf.CopyName;
import dev.mailwarden.message.CopyShelf.Store;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Kept;
import dev.mailwarden.message.KeptId;
import dev.mailwarden.message.Outcome;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.spool.StoredContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One commit of several contents and messages (ACT-4): all of it or nothing, to the right people.
 */
class BatchTest {

    /** Too large for a frame. */
    private static final String LARGE = "third " + "x".repeat(300_000) + "\r\n";

    private static final Map<String, String> EXPECTED =
            new TreeMap<>(
                    Map.of(
                            "a@to.example", Post.HEADER + "first\r\n",
                            "b@to.example", Post.HEADER + "second\r\n",
                            "c@to.example", Post.HEADER + LARGE,
                            "d@other.example", Post.HEADER + "first\r\n",
                            "boss@ours.example", Post.HEADER + "a notice\r\n",
                            "copy@ours.example", Post.HEADER + "the original\r\n"));

    @TempDir Path directory;

    private final StandingClock clock = new StandingClock();

    @Test
    void everybodyGetsTheirPortionAndThePostsGoToo() throws Exception {
        try (Office office = Office.open(directory, clock)) {
            office.queue.commit(batch(office.spool, new Random(1)));
            office.awaitEmpty();
            assertThat(handed(office)).isEqualTo(EXPECTED);
            office.assertBalanced();
            assertThat(office.queue.audit().accepted()).isEqualTo(6);
            assertThat(office.observed.all(Event.Received.class)).hasSize(1);
            Office.await(() -> isEmpty(directory.resolve("blobs")));
        }
    }

    @Test
    void portionsAndPostsAreThereAfterAKill() throws Exception {
        Path copy;
        try (Office office = Office.open(directory.resolve("spool"), clock)) {
            office.courier.follow(_ -> ScriptedCourier.later());
            office.queue.commit(batch(office.spool, new Random(2)));
            office.awaitState("deferred");
            copy = Office.copyOf(directory.resolve("spool"), directory.resolve("copy"));
        }
        deliversAll(copy);
        deliversAll(directory.resolve("spool"));
    }

    private void deliversAll(Path spool) throws Exception {
        StandingClock later = new StandingClock();
        later.advance(Duration.ofHours(1));
        try (Office office = Office.open(spool, later)) {
            office.awaitEmpty();
            assertThat(handed(office)).isEqualTo(EXPECTED);
            office.assertBalanced();
        }
    }

    @Test
    void whatIsLeftOfABatchIsMovedOutOfAnOldSegment() throws Exception {
        Path spool = directory.resolve("spool");
        try (Office office = Office.open(spool, clock)) {
            List<String> late = List.of("b@to.example", "c@to.example", "copy@ours.example");
            office.courier.follow(to ->
                    late.contains(to.toString())
                            ? ScriptedCourier.later()
                            : ScriptedCourier.taken());
            office.queue.commit(batch(office.spool, new Random(3)));
            Office.await(() -> office.courier.delivered().size() == 3);
            String first = segments(spool).getFirst();
            String filler = Post.HEADER + "x".repeat(200_000) + "\r\n";
            for (int i = 0; i < 100; i++) {
                office.accept(Post.envelope("s@from.example", "x@to.example"), filler);
            }
            Office.await(() -> office.queue.size() == 2 && !segments(spool).contains(first));
            office.assertBalanced();
        }
        clock.advance(Duration.ofHours(1));
        try (Office office = Office.open(spool, clock)) {
            office.awaitEmpty();
            Map<String, String> left = new TreeMap<>(EXPECTED);
            left.keySet().retainAll(List.of("b@to.example", "c@to.example", "copy@ours.example"));
            assertThat(handed(office)).isEqualTo(left);
            office.assertBalanced();
            Office.await(() -> isEmpty(spool.resolve("blobs")));
        }
    }

    @Test
    void copiesAreEnteredAfterTheCommitAndLetTheirFrameGo() throws Exception {
        var shelf = new ScriptedShelf();
        try (Office office = Office.open(directory, clock, shelf)) {
            office.queue.commit(kept(office, 1));
            Office.await(() -> shelf.entered.size() == 2);
            assertThat(shelf.entered.values())
                    .extracting(Kept::subject)
                    .containsOnly("of the message");
            assertThat(office.queue.size()).isZero();
            office.assertBalanced();
        }
        try (Office _ = Office.open(directory, clock, shelf)) {
            assertThat(shelf.tried).hasValue(2);
        }
    }

    @Test
    void aCopyThatCouldNotBeEnteredIsEnteredLaterOrAfterAStart() throws Exception {
        var shelf = new ScriptedShelf();
        shelf.broken = true;
        try (Office office = Office.open(directory, clock, shelf)) {
            office.queue.commit(kept(office, 1));
            Office.await(() -> shelf.tried.get() >= 2);
            shelf.broken = false;
            office.passMinutesUntil(() -> shelf.entered.size() == 2);
            shelf.broken = true;
            office.queue.commit(kept(office, 2));
            Office.await(() -> shelf.tried.get() >= 6);
        }
        shelf.broken = false;
        shelf.bodies.put(new CopyName(Store.BACKUP, new KeptId(journey(9), 0)), "never committed");
        try (Office _ = Office.open(directory, clock, shelf)) {
            Office.await(() -> shelf.entered.size() == 4);
            assertThat(shelf.bodies.keySet())
                    .containsExactlyInAnyOrderElementsOf(shelf.entered.keySet());
        }
    }

    @Test
    void aVariantThatRottedIsSetAsideAndTheOthersAreDelivered() throws Exception {
        Path spool = putOff();
        rot(spool.resolve(segments(spool).getFirst()), "second");
        Map<String, String> others = new TreeMap<>(EXPECTED);
        others.remove("b@to.example");
        assertOnlyThese(spool, others);
    }

    @Test
    void aVariantWhoseBlobRottedIsSetAsideAndTheOthersAreDelivered() throws Exception {
        Path spool = putOff();
        rot(
                spool.resolve("blobs")
                        .resolve(list(spool.resolve("blobs")).findAny().orElseThrow()),
                "x");
        Map<String, String> others = new TreeMap<>(EXPECTED);
        others.remove("c@to.example");
        assertOnlyThese(spool, others);
        assertThat(list(spool.resolve("blobs"))).singleElement().asString().startsWith("orphan-");
    }

    /** A batch that could not be delivered yet. */
    private Path putOff() throws Exception {
        Path spool = directory.resolve("spool");
        try (Office office = Office.open(spool, clock)) {
            office.courier.follow(_ -> ScriptedCourier.later());
            office.queue.commit(batch(office.spool, new Random(7)));
            office.awaitState("deferred");
        }
        return spool;
    }

    private static void rot(Path file, String where) throws IOException {
        byte[] octets = Files.readAllBytes(file);
        int at = new String(octets, StandardCharsets.ISO_8859_1).indexOf(where + "\r\n");
        octets[at] ^= 1;
        Files.write(file, octets);
    }

    private void assertOnlyThese(Path spool, Map<String, String> expected) throws Exception {
        StandingClock later = new StandingClock();
        later.advance(Duration.ofHours(1));
        try (Office office = Office.open(spool, later)) {
            office.awaitEmpty();
            assertThat(handed(office)).isEqualTo(expected);
            assertThat(office.queue.audit().of(Outcome.SET_ASIDE)).isEqualTo(1);
            office.assertBalanced();
            Office.await(() -> office.observed.all(Event.SetAside.class).size() == 1);
        }
    }

    @Test
    void aFrameWhoseCopiesWaitIsMovedOutOfAnOldSegment() throws Exception {
        var shelf = new ScriptedShelf();
        shelf.broken = true;
        Path spool = directory.resolve("spool");
        try (Office office = Office.open(spool, clock, shelf)) {
            office.queue.commit(kept(office, 1));
            String first = segments(spool).getFirst();
            String filler = Post.HEADER + "x".repeat(200_000) + "\r\n";
            for (int i = 0; i < 100; i++) {
                office.accept(Post.envelope("s@from.example", "x@to.example"), filler);
            }
            Office.await(() -> office.queue.size() == 0 && !segments(spool).contains(first));
            assertThat(shelf.entered).isEmpty();
            shelf.broken = false;
            office.passMinutesUntil(() -> shelf.entered.size() == 2);
        }
        int tried = shelf.tried.get();
        try (Office _ = Office.open(spool, clock, shelf)) {
            assertThat(shelf.tried).as("entered once").hasValue(tried);
        }
    }

    @Test
    void whatIsPutAwayWhileTheSpoolIsReadIsNotCleared() throws Exception {
        var shelf = new ScriptedShelf();
        var before = new CopyName(Store.BACKUP, new KeptId(journey(8), 0));
        var after = new CopyName(Store.BACKUP, new KeptId(journey(9), 0));
        shelf.bodies.put(before, "never committed");
        try (Office office = Office.closed(directory, clock, shelf)) {
            shelf.bodies.put(after, "soon committed");
            office.recover();
            assertThat(shelf.bodies).containsOnlyKeys(after);
        }
    }

    @Test
    void aCopyWhoseBodyIsGoneIsToldAndEnds() throws Exception {
        var shelf = new ScriptedShelf();
        shelf.broken = true;
        try (Office office = Office.open(directory, clock, shelf)) {
            Batch batch = kept(office, 1);
            office.queue.commit(batch);
            Office.await(() -> shelf.tried.get() >= 2);
            shelf.bodies.remove(batch.copies().getFirst().name());
            shelf.broken = false;
            office.passMinutesUntil(() -> shelf.entered.size() == 1);
            Office.await(() -> office.observed.all(Event.SetAside.class).size() == 1);
        }
        int tried = shelf.tried.get();
        try (Office office = Office.open(directory, clock, shelf)) {
            assertThat(shelf.tried).as("never again").hasValue(tried);
            assertThat(office.observed.all(Event.SetAside.class))
                    .extracting(Event.SetAside::reason)
                    .containsExactly("the copy for BACKUP is lost: the body is gone");
        }
    }

    /** Nobody gets the message; it is in Backup and in the quarantine. */
    private Batch kept(Office office, int seed) throws IOException {
        InboundMail mail =
                Post.mail(office.spool, new Random(seed), "s@from.example", "a@to.example");
        List<Copy> copies =
                List.of(
                        new Copy(Store.BACKUP, kept(mail.journey(), 0)),
                        new Copy(Store.QUARANTINE, kept(mail.journey(), 1)));
        for (Copy copy : copies) {
            office.shelf.put(copy.name(), mail.content());
        }
        return new Batch(
                mail.journey(),
                mail.arrival().origin(),
                mail.envelope(),
                List.of(),
                List.of(),
                copies,
                List.of(Batch.received(mail, clock.instant())));
    }

    private static Kept kept(JourneyId journey, int variant) {
        return new Kept(
                new KeptId(journey, variant),
                StandingClock.START,
                "s@from.example",
                List.of("a@to.example"),
                "192.0.2.1",
                "of the message",
                "<1@client.example>",
                "content",
                "Matched",
                "rule",
                "Quarantine",
                "{}",
                100,
                variant == 0
                        ? Optional.empty()
                        : Optional.of(new Kept.End(StandingClock.START, Kept.Way.DELIVER)));
    }

    private static JourneyId journey(int seed) {
        return JourneyId.of(StandingClock.START, new Random(seed));
    }

    /** What is refused must not be there: the client comes again with it. */
    @Test
    void nothingIsAcceptedOfABatchWithAnEventThatFitsNoFrame() throws Exception {
        try (Office office = Office.open(directory, clock)) {
            InboundMail mail =
                    Post.mail(office.spool, new Random(6), "s@from.example", "a@to.example");
            Event tooLarge =
                    new Event.SetAside(mail.journey(), 1, clock.instant(), "x".repeat(1 << 20));
            Batch plain = Batch.of(mail, clock.instant());
            Batch batch =
                    new Batch(
                            plain.journey(),
                            plain.origin(),
                            plain.envelope(),
                            plain.portions(),
                            List.of(),
                            List.of(),
                            List.of(plain.events().getFirst(), tooLarge));
            assertThatThrownBy(() -> office.queue.commit(batch))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(office.queue.size()).isZero();
            assertThat(office.queue.audit().accepted()).isZero();
        }
    }

    /** D-04: the power goes at any octet of the frame. */
    @Test
    void aTornBatchLeavesAllOrNothing() throws Exception {
        Path spool = directory.resolve("spool");
        Clerk clerk = new Clerk(spool, clock, new Random(4));
        byte[] before = Files.readAllBytes(spool.resolve(segments(spool).getFirst()));
        clerk.writer.write(batch(clerk.spool, new Random(5)));
        byte[] after = Files.readAllBytes(spool.resolve(segments(spool).getFirst()));
        int nothing = 0;
        int all = 0;
        int from = Arrays.mismatch(before, after);
        int to = after.length;
        while (before[to - 1] == after[to - 1]) {
            to--;
        }
        int step = (to - from) / 25;
        for (int cut = from; cut < to + step; cut += step) {
            byte[] torn = after.clone();
            System.arraycopy(before, cut, torn, cut, torn.length - cut);
            Path copy = Office.copyOf(spool, directory.resolve("cut" + cut));
            Files.write(copy.resolve(segments(copy).getFirst()), torn);
            Clerk survivor = new Clerk(copy, clock, new Random(cut));
            assertThat(survivor.index.size()).isIn(0, 3);
            assertThat(survivor.observed.all(Event.Received.class))
                    .hasSize(survivor.index.size() == 0 ? 0 : 1);
            nothing += survivor.index.size() == 0 ? 1 : 0;
            all += survivor.index.size() == 0 ? 0 : 1;
            survivor.close();
        }
        assertThat(nothing).isPositive();
        assertThat(all).isPositive();
        clerk.close();
    }

    private Batch batch(Spool spool, Random random) throws IOException {
        Envelope envelope =
                Post.envelope(
                        "s@from.example",
                        "a@to.example",
                        "b@to.example",
                        "c@to.example",
                        "d@other.example");
        InboundMail mail = Post.mail(spool, random, envelope, Post.HEADER + "the original\r\n");
        return new Batch(
                mail.journey(),
                mail.arrival().origin(),
                envelope,
                List.of(
                        new Batch.Portion(content(spool, "first\r\n"), List.of(3, 0)),
                        new Batch.Portion(content(spool, LARGE), List.of(2)),
                        new Batch.Portion(content(spool, "second\r\n"), List.of(1))),
                List.of(
                        post(spool, random, "boss@ours.example", "a notice\r\n"),
                        post(spool, random, "copy@ours.example", "the original\r\n")),
                List.of(),
                List.of(Batch.received(mail, clock.instant())));
    }

    private static Batch.Post post(Spool spool, Random random, String to, String text)
            throws IOException {
        return new Batch.Post(
                JourneyId.of(StandingClock.START, random),
                Post.envelope("", to),
                content(spool, text));
    }

    private static StoredContent content(Spool spool, String text) throws IOException {
        return Post.content(spool, (Post.HEADER + text).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> handed(Office office) {
        Map<String, String> handed = new TreeMap<>();
        for (ScriptedCourier.Handed each : office.courier.delivered()) {
            Mailbox to = each.recipient();
            assertThat(handed.put(to.toString(), each.text())).as("%s twice", to).isNull();
        }
        return handed;
    }

    private static List<String> segments(Path spool) {
        return list(spool).filter(name -> name.startsWith("segment-")).sorted().toList();
    }

    private static boolean isEmpty(Path directory) {
        return list(directory).findAny().isEmpty();
    }

    private static Stream<String> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
