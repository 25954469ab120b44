package dev.mailwarden.track;

import static dev.mailwarden.message.JudgedBuilder.judged;
import static dev.mailwarden.track.JournalFiles.NOON;
import static dev.mailwarden.track.JournalFiles.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Status;
import dev.mailwarden.message.TlsFacts;
import dev.mailwarden.message.WrittenEvents;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransferLogTest {

    private static final JourneyId ID = new JourneyId(0x0195_0000_0000_7000L, 1);
    private static final String PREFIX =
            "2026-03-01T12:00:00.000Z 01950000-0000-7000-0000-000000000001 ";
    private static final Mailbox ALICE = new Mailbox("alice", new Domain("example.org"));
    private static final Mailbox BOB = new Mailbox("bob", new Domain("example.net"));
    private static final TlsFacts TLS =
            new TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", "CN=mx", TlsFacts.Verification.PKIX);
    private static final HopFacts HOP =
            new HopFacts("mx.example.net", "2001:db8::9", 25, Optional.of(TLS));
    private static final HopFacts NO_HOP = new HopFacts("mx.example.net", "", 0, Optional.empty());
    private static final EnhancedStatusCode OK = new EnhancedStatusCode(2, 0, 0);
    private static final EnhancedStatusCode LATER = new EnhancedStatusCode(4, 4, 1);

    @TempDir private Path directory;

    private final FaultyVolume volume = new FaultyVolume();
    private final AtomicLong nanos = new AtomicLong();

    private TransferLog open(long octets) throws IOException {
        var logs = new Settings.Logs(1L << 30, Duration.ofDays(3), octets, 1, 1);
        return TransferLog.open(directory, () -> logs, () -> NOON, volume, nanos::get);
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : Segments.list(directory, TransferLog.SUFFIX)) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    record Sample(Event event, String line) {}

    static Stream<Sample> everyStep() {
        var arrival =
                new Arrival(
                        NOON,
                        "mx",
                        InetAddress.ofLiteral("2001:db8::1"),
                        40_000,
                        "a\" b\n",
                        true,
                        Optional.empty(),
                        Arrival.Origin.OUTSIDE,
                        Optional.empty());
        var envelope =
                new Envelope(
                        new ReversePath.Of(ALICE),
                        MailParameters.NONE,
                        List.of(new Recipient(BOB, RcptParameters.NONE)));
        return Stream.of(
                new Sample(
                        new Event.Received(
                                ID, 0, NOON, arrival, envelope, 512, ContentFacts.PLAIN, "<1@x>"),
                        "accepted client=[2001:db8::1]:40000 helo=\"a\\\" b\\u000a\" listener=\"mx\""
                                + " tls=none from=<alice@example.org>"
                                + " to=<bob@example.net> octets=512"
                                + " message-id=\"<1@x>\""),
                new Sample(
                        new Event.Refused(
                                ID,
                                0,
                                NOON,
                                "mx",
                                InetAddress.ofLiteral("192.0.2.1"),
                                "x",
                                Optional.of("ann"),
                                Optional.of(new ReversePath.Null()),
                                Optional.of(ALICE),
                                "rcpt",
                                550,
                                new EnhancedStatusCode(5, 1, 1),
                                "no such user"),
                        "refused client=[192.0.2.1] helo=\"x\" listener=\"mx\" user=\"ann\" from=<>"
                                + " to=<alice@example.org> step=\"rcpt\" code=550 status=5.1.1"
                                + " reply=\"no such user\""),
                new Sample(
                        judged(ID, ALICE.toString(), BOB.toString())
                                .under("No \"spam\"")
                                .saying(ModuleName.ANTIVIRUS, Reason.TIMEOUT)
                                .saying(ModuleName.ANTISPAM, Status.SPAM)
                                .to(Action.REJECT, ModuleName.ANTISPAM, Judgement.Fate.DISCARDED)
                                .event(),
                        "judged to=<alice@example.org>,<bob@example.net> rule=\"No \\\"spam\\\"\""
                                + " antivirus=\"Error (timeout)\" antispam=\"Spam\" action=Reject"
                                + " by=antispam fate=discarded"),
                new Sample(
                        new Event.Delivered(
                                ID,
                                1,
                                NOON,
                                List.of(ALICE, ALICE),
                                HOP,
                                OK,
                                "250 \u001b[2Jok",
                                Duration.ofMillis(2_900)),
                        "delivered server=\"mx.example.net\" address=\"2001:db8::9\" port=25"
                                + " tls=\"TLSv1.3\" cipher=\"TLS_AES_256_GCM_SHA384\""
                                + " peer=\"CN=mx\" verification=pkix"
                                + " to=<alice@example.org>,<alice@example.org> age=2s"
                                + " status=2.0.0 reply=\"250 \\u001b[2Jok\""),
                new Sample(
                        new Event.Delivered(
                                ID,
                                1,
                                NOON,
                                List.of(ALICE),
                                new HopFacts("[192.0.2.7]", "192.0.2.7", 25, Optional.empty()),
                                OK,
                                "ok",
                                Duration.ZERO),
                        "delivered address=\"192.0.2.7\" port=25 tls=none to=<alice@example.org>"
                                + " age=0s status=2.0.0 reply=\"ok\""),
                new Sample(
                        new Event.Deferred(
                                ID, 1, NOON, List.of(ALICE), NO_HOP, LATER, "no route", NOON),
                        "deferred server=\"mx.example.net\" tls=none to=<alice@example.org>"
                                + " next=2026-03-01T12:00:00.000Z status=4.4.1 reply=\"no route\""),
                new Sample(
                        new Event.Bounced(
                                ID, 1, NOON, List.of(ALICE), NO_HOP, LATER, "", Optional.of(ID)),
                        "bounced server=\"mx.example.net\" tls=none to=<alice@example.org>"
                                + " notification=01950000-0000-7000-0000-000000000001"
                                + " status=4.4.1 reply=\"\""),
                new Sample(
                        new Event.Removed(ID, 1, NOON, List.of(ALICE), "root"),
                        "removed to=<alice@example.org> by=\"root\""),
                new Sample(
                        new Event.Held(
                                ID,
                                1,
                                NOON,
                                List.of(ALICE),
                                new EnhancedStatusCode(5, 1, 1),
                                "550 no",
                                "",
                                Optional.empty()),
                        "held to=<alice@example.org> by=\"\" status=5.1.1 reply=\"550 no\""),
                new Sample(
                        new Event.Released(ID, 1, NOON, List.of(ALICE), "root"),
                        "released to=<alice@example.org> by=\"root\""),
                new Sample(
                        new Event.Redirected(ID, 1, NOON, List.of(ALICE), "hop:x", "root"),
                        "redirected to=<alice@example.org> by=\"root\" route=\"hop:x\""),
                new Sample(
                        new Event.Reported(
                                ID, 1, NOON, List.of(ALICE), Event.Reported.Told.DELAY, ID),
                        "reported to=<alice@example.org> told=delay notification=" + ID),
                new Sample(new Event.SetAside(ID, 1, NOON, "rot"), "set-aside reason=\"rot\""));
    }

    @ParameterizedTest
    @MethodSource("everyStep")
    void eachStepIsOneLine(Sample sample) throws Exception {
        TransferLog log = open(1L << 30);
        log.take(List.of(sample.event()));
        log.close();
        assertThat(lines()).containsExactly(PREFIX + sample.line());
    }

    @Test
    void aLocalPartCannotPretendToBeAnotherField() throws Exception {
        var liar = new Mailbox("x> to=<y", new Domain("example.net"));
        TransferLog log = open(1L << 30);
        log.take(List.of(new Event.Removed(ID, 1, NOON, List.of(liar), "root")));
        log.close();
        assertThat(lines()).first().asString().containsOnlyOnce(" to=").containsOnlyOnce("<");
        assertThat(lines()).first().asString().contains("\\u003e\\u0020to=\\u003c");
    }

    @Test
    void noTextMakesASecondLine() throws Exception {
        TransferLog log = open(1L << 30);
        for (int seed = 0; seed < 700; seed++) {
            log.take(List.of(new RandomEvents(seed).ofKind(seed % RandomEvents.KINDS)));
        }
        log.close();
        assertThat(log.written()).isEqualTo(700);
        Path file = Segments.list(directory, TransferLog.SUFFIX).getFirst();
        assertThat(Files.readString(file).chars().filter(c -> c == '\n')).hasSize(700);
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f]");
    }

    @Test
    void theOldestLinesLeaveFirst() throws Exception {
        long limit = 100_000;
        TransferLog log = open(limit);
        for (int i = 0; i < 4_000; i++) {
            log.take(List.of(new Event.SetAside(ID, i, NOON, "number " + i)));
        }
        log.close();
        List<String> left = lines();
        assertThat(left).last().asString().endsWith("\"number 3999\"");
        assertThat(left.stream().mapToLong(line -> line.length() + 1).sum())
                .isBetween(limit * 14 / 16, limit);
        int first = 4_000 - left.size();
        assertThat(left.getFirst()).endsWith("\"number " + first + "\"");
    }

    @Test
    void aFailureDropsAndCountsLinesAndTheNextFileGoesOn() throws Exception {
        TransferLog log = open(1L << 30);
        log.take(List.of(new Event.SetAside(ID, 1, NOON, "one")));
        volume.fail(FaultyVolume.Fault.WRITE, 1);
        log.take(List.of(new Event.SetAside(ID, 2, NOON, "two")));
        log.take(List.of(new Event.SetAside(ID, 3, NOON, "three")));
        assertThat(log.lost()).isEqualTo(2);
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        log.take(List.of(new Event.SetAside(ID, 4, NOON, "four")));
        log.close();
        assertThat(log.written()).isEqualTo(2);
        assertThat(Segments.list(directory, TransferLog.SUFFIX)).hasSize(2);
        assertThat(lines()).last().asString().endsWith("\"four\"");
    }

    @Test
    void theJournalFeedsItFromEventsAndFromLines() throws Exception {
        Path journals = directory.resolve("journal");
        var logs = new Settings.Logs(1L << 30, Duration.ofDays(3), 1L << 30, 1, 1);
        TransferLog log = TransferLog.open(directory, () -> logs, () -> NOON);
        Event event = new Event.SetAside(ID, 1, NOON, "again");
        try (EventJournal journal =
                EventJournal.open(journals, () -> logs, () -> NOON, List.of(log))) {
            journal.record(event);
            journal.append(1, WrittenEvents.ofLines(EventCodec.encode(event)));
            journal.append(2, EventCodec.write(event));
            assertThat(journal.sync(SOON)).isTrue();
        }
        assertThat(lines()).hasSize(3).allMatch(line -> line.endsWith("reason=\"again\""));
    }
}
