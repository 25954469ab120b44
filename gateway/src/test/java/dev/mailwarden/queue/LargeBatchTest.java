package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.CopyShelf.Copy;
import dev.mailwarden.message.CopyShelf.Store;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Kept;
import dev.mailwarden.message.KeptId;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.spool.Frame;
import dev.mailwarden.spool.Location;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.spool.StoredContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The greatest batches that limits and a policy allow are taken: a client would come again for ever
 * with what is not.
 */
class LargeBatchTest {

    /** The greatest that {@code limits.recipients} may be. */
    private static final int MOST_RECIPIENTS = 5_000;

    @TempDir Path directory;

    private final StandingClock clock = new StandingClock();
    private final Random random = new Random(11);
    private final ScriptedShelf shelf = new ScriptedShelf();

    /** As many as the edge takes, until they fill an envelope. */
    private static Envelope envelope(IntFunction<Recipient> recipient) {
        List<Recipient> recipients = new ArrayList<>();
        int octets = 0;
        while (recipients.size() < MOST_RECIPIENTS && octets < Envelope.MAX_OCTETS) {
            recipients.add(recipient.apply(recipients.size()));
            octets += Envelope.octetsOf(recipients.getLast());
        }
        return new Envelope(
                new ReversePath.Of(Post.mailbox("s@from.example")),
                MailParameters.NONE,
                recipients);
    }

    private static Recipient usual(int i) {
        return new Recipient(
                new Mailbox("user-with-a-name-of-some-length-" + i, domain("to.ours.example")),
                RcptParameters.NONE);
    }

    private static dev.mailwarden.mail.smtp.Domain domain(String name) {
        return new dev.mailwarden.mail.smtp.Domain(name);
    }

    /** Every part as long as RFC 5321 and RFC 3461 let it be. */
    private static Recipient longest(int i) {
        String local = "%04d".formatted(i) + "l".repeat(60);
        String name = ("d".repeat(62) + ".").repeat(2) + "d".repeat(62);
        return new Recipient(
                new Mailbox(local, domain(name)),
                new RcptParameters(Set.of(), Optional.of("rfc822;" + "\"".repeat(493))));
    }

    private StoredContent content(Intake intake, int octets, String text) throws IOException {
        byte[] all = (Post.HEADER + text + "\r\n").getBytes(StandardCharsets.UTF_8);
        Intake.Draft draft = intake.begin(octets);
        draft.write(all, 0, all.length);
        draft.write(
                new byte[Math.max(0, octets - all.length)], 0, Math.max(0, octets - all.length));
        return (StoredContent) draft.finish(ContentFacts.PLAIN);
    }

    private Copy copy(JourneyId journey, Store store, int variant, List<String> to, String texts) {
        return new Copy(
                store,
                new Kept(
                        new KeptId(journey, variant),
                        clock.instant(),
                        "s@from.example",
                        to,
                        "192.0.2.1",
                        texts,
                        texts,
                        "antivirus",
                        "Infected",
                        "rule " + variant,
                        "Delete",
                        texts,
                        1,
                        Optional.empty()));
    }

    private Batch.Post letter(Intake intake, int i) throws IOException {
        return new Batch.Post(
                JourneyId.of(clock.instant(), random),
                Post.envelope("", "admin" + i + "@ours.example"),
                content(intake, 500, "letter " + i));
    }

    /** Each recipient comes under a rule of its own, with other edits, a copy and a letter. */
    private Batch ofMany(Spool spool, Envelope envelope, String texts) throws IOException {
        InboundMail mail = Post.mail(spool, random, envelope, Post.HEADER + "original\r\n");
        Intake intake = spool.intake().forOneCommit();
        List<Batch.Portion> portions = new ArrayList<>();
        List<Batch.Post> posts = new ArrayList<>();
        List<Copy> copies = new ArrayList<>();
        for (int i = 0; i < envelope.recipients().size(); i++) {
            portions.add(new Batch.Portion(content(intake, 0, "for " + i), List.of(i)));
            String to = envelope.recipients().get(i).mailbox().toString();
            copies.add(copy(mail.journey(), Store.BACKUP, i, List.of(to), texts));
            if (i % 10 == 0) {
                posts.add(letter(intake, i));
            }
        }
        return batch(mail, portions, posts, copies);
    }

    private Batch batch(
            InboundMail mail,
            List<Batch.Portion> portions,
            List<Batch.Post> posts,
            List<Copy> copies) {
        List<Event> events = new ArrayList<>(List.of(Batch.received(mail, clock.instant())));
        posts.forEach(post ->
                events.add(
                        new Event.Received(
                                post.journey(),
                                0,
                                clock.instant(),
                                mail.arrival(),
                                post.envelope(),
                                1,
                                ContentFacts.PLAIN,
                                "")));
        copies.forEach(copy -> shelf.bodies.put(copy.name(), "body"));
        return new Batch(
                mail.journey(),
                mail.arrival().origin(),
                mail.envelope(),
                portions,
                posts,
                copies,
                events);
    }

    @Test
    void aRuleOfItsOwnForEachOfTheMostRecipients() throws Exception {
        Envelope envelope = envelope(LargeBatchTest::usual);
        assertThat(envelope.recipients()).hasSize(MOST_RECIPIENTS);
        Batch batch = commit(envelope, "v".repeat(300));
        try (Office office = Office.closed(directory, clock, shelf)) {
            office.sending = false;
            office.recover();
            assertThat(office.entries()).hasSize(MOST_RECIPIENTS + batch.posts().size());
            Office.await(() -> shelf.entered.size() == MOST_RECIPIENTS);
            office.assertBalanced();
        }
    }

    @Test
    void whatStandsInSeveralFramesReachesEverybodyOnce() throws Exception {
        Envelope all = envelope(LargeBatchTest::usual);
        Envelope envelope =
                new Envelope(all.reversePath(), all.parameters(), all.recipients().subList(0, 200));
        Batch batch = commit(envelope, "v".repeat(30_000));
        try (Office office = Office.open(directory, clock, shelf)) {
            office.awaitEmpty();
            assertThat(office.courier.delivered()).hasSize(200 + batch.posts().size());
            assertThat(office.courier.served()).doesNotHaveDuplicates();
            assertThat(office.courier.delivered())
                    .filteredOn(each -> each.recipient().equals(mailbox(envelope, 123)))
                    .singleElement()
                    .extracting(ScriptedCourier.Handed::text)
                    .isEqualTo(Post.HEADER + "for 123\r\n");
            Office.await(() -> shelf.entered.size() == 200);
            office.assertBalanced();
            assertThat(office.observed.all(Event.Received.class)).hasSize(1 + batch.posts().size());
        }
    }

    /** Commits while nothing is sent, and no store takes a copy. */
    private Batch commit(Envelope envelope, String texts) throws Exception {
        shelf.broken = true;
        try (Office office = Office.open(directory, clock, shelf)) {
            office.sending = false;
            Batch batch = ofMany(office.spool, envelope, texts);
            office.queue.commit(batch);
            assertThat(office.queue.size()).isEqualTo(1 + batch.posts().size());
            Office.await(() -> shelf.tried.get() >= envelope.recipients().size());
            shelf.broken = false;
            return batch;
        }
    }

    /** The frame that makes the others count was not written before the power went. */
    @Test
    void framesAheadOfNoPromiseCountForNothing() throws Exception {
        Envelope all = envelope(LargeBatchTest::usual);
        Envelope envelope =
                new Envelope(all.reversePath(), all.parameters(), all.recipients().subList(0, 200));
        Path spool = directory.resolve("spool");
        var clerk = new Clerk(spool, clock, random, shelf);
        clerk.writer.write(ofMany(clerk.spool, envelope, "v".repeat(30_000)));
        Path copy = Office.copyOf(spool, directory.resolve("copy"));
        Path segment = copy.resolve(lastSegment(copy));
        byte[] octets = Files.readAllBytes(segment);
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        int promise = text.lastIndexOf("MWFR", text.indexOf("received"));
        Arrays.fill(octets, promise, octets.length, (byte) 0);
        Files.write(segment, octets);
        var left = new ScriptedShelf();
        left.bodies.putAll(shelf.bodies);
        Clerk survivor = new Clerk(copy, clock, new Random(3), left);
        assertThat(survivor.index.size()).isZero();
        assertThat(left.entered).isEmpty();
        assertThat(left.bodies).as("nobody's").isEmpty();
        survivor.close();
        clerk.close();
    }

    private static String lastSegment(Path spool) throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("segment-"))
                    .filter(name -> holdsFrames(spool.resolve(name)))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private static boolean holdsFrames(Path segment) {
        try {
            return new String(Files.readAllBytes(segment), StandardCharsets.ISO_8859_1)
                    .contains("received");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Mailbox mailbox(Envelope envelope, int recipient) {
        return envelope.recipients().get(recipient).mailbox();
    }

    @Test
    void theLongestTextsThereAre() throws Exception {
        Envelope envelope = envelope(LargeBatchTest::longest);
        List<String> all =
                envelope.recipients().stream().map(each -> each.mailbox().toString()).toList();
        try (Office office = Office.open(directory, clock, shelf)) {
            office.sending = false;
            InboundMail mail = Post.mail(office.spool, random, envelope, Post.HEADER);
            String texts = "\u20ac".repeat(Kept.MAX_VERDICT);
            List<Copy> copies =
                    IntStream.range(0, 12)
                            .mapToObj(i ->
                                    copy(
                                            mail.journey(),
                                            i % 2 == 0 ? Store.BACKUP : Store.QUARANTINE,
                                            i,
                                            all,
                                            texts))
                            .toList();
            List<Integer> everybody = QueueRecords.upTo(all.size());
            office.queue.commit(
                    batch(
                            mail,
                            List.of(new Batch.Portion(mail.content(), everybody)),
                            List.of(),
                            copies));
            Office.await(() -> shelf.entered.size() == 12);
            assertThat(shelf.entered.values())
                    .allMatch(kept -> kept.verdict().equals(texts))
                    .allMatch(kept -> kept.subject().length() == Kept.MAX_TEXT);
        }
    }

    @Test
    void manyVariantsOfALargeMessage() throws Exception {
        Envelope envelope = envelope(LargeBatchTest::usual);
        try (Office office = Office.open(directory, clock, shelf)) {
            InboundMail mail = Post.mail(office.spool, random, envelope, Post.HEADER);
            Intake intake = office.spool.intake().forOneCommit();
            List<Batch.Portion> portions = new ArrayList<>();
            portions.add(
                    new Batch.Portion(
                            content(office.spool.intake(), 256 * 1024, "original"), List.of(0)));
            for (int i = 1; i <= 40; i++) {
                portions.add(
                        new Batch.Portion(content(intake, 200 * 1024, "for " + i), List.of(i)));
            }
            office.queue.commit(batch(mail, portions, List.of(), List.of()));
            office.awaitEmpty();
            assertThat(office.courier.delivered()).hasSize(41);
            assertThat(
                            office.courier.delivered().stream()
                                    .map(ScriptedCourier.Handed::text)
                                    .collect(Collectors.toSet()))
                    .hasSize(41);
        }
    }

    /** What has happened to each of thousands of recipients moves with their message. */
    @Test
    void theirStateFitsAFrameWhenTheyAreMoved() throws Exception {
        var clerk = new Clerk(directory, clock, random, shelf);
        Batch batch = ofMany(clerk.spool, envelope(LargeBatchTest::usual), "v");
        clerk.writer.write(batch);
        var mail =
                new MailReader.StoredMail(batch.envelope(), batch.portions().getFirst().content());
        for (Optional<Lease> lease = clerk.next(); lease.isPresent(); lease = clerk.next()) {
            Lease held = lease.get();
            String reason = held.entry().recipients().getFirst() + " " + "\u20ac".repeat(400);
            var result =
                    held.message().isNotification()
                            ? ScriptedCourier.taken()
                            : ScriptedCourier.later(reason);
            clerk.settlement.settle(held, mail, new Attempt(List.of(result), false));
        }
        Location from = clerk.index.find(batch.journey()).orElseThrow().location();
        byte[] now = clerk.mover.beginMove(from, clerk.spool.records(from)).orElseThrow();
        assertThat(now.length).isBetween(Frame.MAX_RECORDS / 4, Frame.MAX_RECORDS);
        assertThat(new Frame(now, WrittenEvents.NONE, StoredContent.none(), true).kept()).isTrue();
        clerk.close();
    }
}
