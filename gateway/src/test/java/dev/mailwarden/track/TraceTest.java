package dev.mailwarden.track;

import static dev.mailwarden.message.JudgedBuilder.judged;
import static dev.mailwarden.track.JournalFiles.NOON;
import static dev.mailwarden.track.JournalFiles.ROOMY;
import static dev.mailwarden.track.JournalFiles.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Recipient;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {

    private static final Mailbox ALICE = mailbox("alice");
    private static final Mailbox BOB = mailbox("bob");

    @TempDir private Path directory;

    private final Random random = new Random(7);

    private static Mailbox mailbox(String localPart) {
        return new Mailbox(localPart, new Domain("example.org"));
    }

    private JourneyId journey(int second) {
        return JourneyId.of(NOON.plusSeconds(second), random);
    }

    private static Event.Received received(
            JourneyId id, Mailbox from, Mailbox to, String messageId) {
        var arrival =
                new Arrival(
                        NOON,
                        "mx",
                        InetAddress.ofLiteral("192.0.2.1"),
                        2525,
                        "client.example",
                        true,
                        Optional.empty(),
                        Arrival.Origin.OUTSIDE,
                        Optional.empty());
        var envelope =
                new Envelope(
                        new ReversePath.Of(from),
                        MailParameters.NONE,
                        List.of(new Recipient(to, RcptParameters.NONE)));
        return new Event.Received(
                id, 0, NOON, arrival, envelope, 1_000, ContentFacts.PLAIN, messageId);
    }

    private static Event.Delivered delivered(JourneyId id, int sequence, Mailbox to) {
        return new Event.Delivered(
                id,
                sequence,
                NOON,
                List.of(to),
                new HopFacts("mx.example.org", "192.0.2.9", 25, Optional.empty()),
                new EnhancedStatusCode(2, 0, 0),
                "250 taken for " + ALICE,
                Duration.ofMillis(1_500));
    }

    private void write(Settings.Logs logs, Instant at, Event... events) throws IOException {
        try (EventJournal journal = EventJournal.open(directory, () -> logs, () -> at, List.of())) {
            for (Event event : events) {
                journal.record(event);
            }
        }
    }

    private Trace.Result find(Trace.Query query, int most) throws IOException {
        return new Trace(directory).find(query, most);
    }

    private static List<Event> events(Trace.Journey journey) {
        return journey.lines().stream().map(line -> ((JournalLine.Known) line).event()).toList();
    }

    private static List<JourneyId> ids(Trace.Result result) {
        return result.journeys().stream().map(Trace.Journey::id).toList();
    }

    @Test
    void aJourneyIsFoundByItsIdWithEachEventOnceAndInOrder() throws Exception {
        JourneyId id = journey(1);
        Event first = received(id, ALICE, BOB, "<1@x>");
        Event last = delivered(id, 2, BOB);
        write(ROOMY, NOON, last, first, received(journey(2), ALICE, BOB, "<2@x>"), last, first);
        Trace.Result result = find(new Trace.Query.ById(id), 1);
        assertThat(result.journeys()).hasSize(1);
        assertThat(events(result.journeys().getFirst())).containsExactly(first, last);
        assertThat(result.damagedLines()).isZero();
        assertThat(result.more()).isFalse();
    }

    @Test
    void aMessageThatWasNotTakenIsFoundByWhatWasJudged() throws Exception {
        JourneyId id = journey(1);
        Event.Judged judged = judged(id, BOB.toString()).about("", " <7@X> ").event();
        write(ROOMY, NOON, judged, received(journey(2), ALICE, ALICE, "<8@x>"));
        assertThat(ids(find(new Trace.Query.ByMessageId("7@x"), 5))).containsExactly(id);
        assertThat(ids(find(new Trace.Query.ByMailbox(BOB), 5))).containsExactly(id);
    }

    @Test
    void aSenderFindsEventsThatDoNotNameTheSender() throws Exception {
        JourneyId id = journey(1);
        write(ROOMY, NOON, received(id, ALICE, BOB, ""), delivered(id, 1, BOB));
        Trace.Result result = find(new Trace.Query.ByMailbox(mailbox("ALICE")), 10);
        assertThat(ids(result)).containsExactly(id);
        assertThat(events(result.journeys().getFirst())).hasSize(2);
    }

    @Test
    void aMailboxThatOnlyStandsInAReplyIsNotFound() throws Exception {
        JourneyId id = journey(1);
        write(ROOMY, NOON, received(id, BOB, BOB, "<alice@example.org>"), delivered(id, 1, BOB));
        assertThat(ids(find(new Trace.Query.ByMailbox(ALICE), 10))).isEmpty();
        assertThat(ids(find(new Trace.Query.ByMailbox(mailbox("lice")), 10))).isEmpty();
    }

    @Test
    void aRefusedRecipientIsFound() throws Exception {
        JourneyId id = journey(1);
        Event refused =
                new Event.Refused(
                        id,
                        0,
                        NOON,
                        "mx",
                        InetAddress.ofLiteral("192.0.2.1"),
                        "x",
                        Optional.empty(),
                        Optional.of(new ReversePath.Null()),
                        Optional.of(BOB),
                        "rcpt",
                        550,
                        new EnhancedStatusCode(5, 1, 1),
                        "no such user");
        write(ROOMY, NOON, refused);
        assertThat(ids(find(new Trace.Query.ByMailbox(BOB), 10))).containsExactly(id);
    }

    @Test
    void aMessageIdIsFoundWithAndWithoutBracketsWhateverIsInIt() throws Exception {
        String hostile = "a\"b\\c\u2028\u00e9\ud800@x";
        JourneyId id = journey(1);
        write(ROOMY, NOON, received(id, ALICE, BOB, "<" + hostile + ">"));
        assertThat(ids(find(new Trace.Query.ByMessageId(hostile), 1))).containsExactly(id);
        assertThat(ids(find(new Trace.Query.ByMessageId("<" + hostile + ">"), 1)))
                .containsExactly(id);
        assertThat(ids(find(new Trace.Query.ByMessageId("b\\c"), 1))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new Trace.Query.ByMessageId(" <> "));
    }

    @Test
    void theNewestJourneysArePreferredAndMoreIsSaid() throws Exception {
        var small = new Settings.Logs(64_000, Duration.ofDays(3), 1, 1, 1);
        JourneyId[] ids = new JourneyId[60];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = journey(i);
            write(small, NOON.plusSeconds(i), received(ids[i], ALICE, BOB, ""));
        }
        assertThat(JournalFiles.list(directory)).hasSizeGreaterThan(3);
        Trace.Result some = find(new Trace.Query.ByMailbox(BOB), 3);
        assertThat(ids(some)).containsExactly(ids[59], ids[58], ids[57]);
        assertThat(some.more()).isTrue();
        Trace.Result all = find(new Trace.Query.ByMailbox(BOB), 60);
        assertThat(all.journeys()).hasSize(60);
        assertThat(all.more()).isFalse();
    }

    @Test
    void aJourneyIsPutTogetherFromOldAndNewFiles() throws Exception {
        JourneyId id = journey(0);
        write(ROOMY, NOON, received(id, ALICE, BOB, "<old@x>"));
        Instant later = NOON.plus(Duration.ofHours(10)); // past a sixteenth of three days
        write(ROOMY, later, received(journey(36_000), BOB, BOB, ""));
        write(ROOMY, later.plus(Duration.ofHours(10)), delivered(id, 1, BOB));
        assertThat(JournalFiles.list(directory)).hasSize(3);
        assertThat(events(find(new Trace.Query.ById(id), 1).journeys().getFirst())).hasSize(2);
        assertThat(find(new Trace.Query.ByMessageId("old@x"), 1).journeys().getFirst().lines())
                .hasSize(2);
    }

    @Test
    void damageIsCountedAndPassedOver() throws Exception {
        JourneyId id = journey(1);
        write(ROOMY, NOON, received(id, ALICE, BOB, ""), delivered(id, 1, BOB));
        Path file = JournalFiles.list(directory).getFirst();
        byte[] octets = Files.readAllBytes(file);
        octets[new String(octets, StandardCharsets.US_ASCII).indexOf("250 taken")] ^= 1;
        Files.write(file, octets);
        Trace.Result result = find(new Trace.Query.ByMailbox(ALICE), 5);
        assertThat(result.damagedLines()).isEqualTo(1);
        assertThat(result.journeys().getFirst().lines()).hasSize(1);
    }

    @Test
    void theJournalIsReadWhileItIsWritten() throws Exception {
        try (EventJournal journal =
                EventJournal.open(directory, () -> ROOMY, () -> NOON, List.of())) {
            for (int i = 0; i < 50; i++) {
                JourneyId id = journey(i);
                journal.record(received(id, ALICE, BOB, ""));
                assertThat(journal.sync(SOON)).isTrue();
                Trace.Result result = find(new Trace.Query.ByMailbox(ALICE), 1_000);
                assertThat(ids(result)).hasSize(i + 1).contains(id);
                assertThat(result.damagedLines()).isZero();
            }
        }
    }

    @Test
    void anEventOfANewerVersionIsShownAsItStands() throws Exception {
        JourneyId id = journey(1);
        write(ROOMY, NOON, received(id, ALICE, BOB, ""));
        var line = new JsonLine(200);
        line.raw("{\"journey\":\"")
                .raw(id.toString())
                .raw("\",\"sequence\":5,\"kind\":\"scanned\"");
        line.endWithChecksum();
        Path file = JournalFiles.list(directory).getFirst();
        Files.write(file, line.toByteArray(), StandardOpenOption.APPEND);
        assertThat(find(new Trace.Query.ById(id), 1).journeys().getFirst().lines())
                .hasSize(2)
                .last()
                .isInstanceOf(JournalLine.Unknown.class);
    }

    @Test
    void linesOfAnyLengthAreRead() throws Exception {
        JourneyId id = journey(1);
        Event.SetAside huge = new Event.SetAside(id, 0, NOON, "x".repeat(3_000_000));
        Event.SetAside after = new Event.SetAside(id, 1, NOON, "after");
        write(ROOMY, NOON, huge, after);
        assertThat(events(find(new Trace.Query.ById(id), 1).journeys().getFirst()))
                .containsExactly(huge, after);
    }
}
