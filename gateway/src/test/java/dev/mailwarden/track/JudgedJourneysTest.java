package dev.mailwarden.track;

import static dev.mailwarden.message.JudgedBuilder.judged;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Status;
import dev.mailwarden.storage.Engine;
import dev.mailwarden.storage.TestDatabases;
import dev.mailwarden.track.JourneyQuery.Field;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What was judged, in the rows of journeys of either engine. */
@ParameterizedClass
@EnumSource(Engine.class)
class JudgedJourneysTest {

    private static final JournalPlace SOMEWHERE = new JournalPlace(3, 4711);
    private static final JourneyQuery ALL = JourneyQuery.newest(100);

    @Parameter Engine engine;
    @TempDir Path directory;
    private final AtomicReference<Instant> now = new AtomicReference<>(Journeys.NOON);
    private JourneyStore store;

    @BeforeEach
    void open() throws IOException {
        store =
                Journeys.open(
                        new TestDatabases(engine, directory),
                        directory,
                        () -> Duration.ofDays(3),
                        now::get);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void apply(JourneyChange... changes) throws IOException {
        store.apply(List.of(changes), SOMEWHERE);
    }

    private List<JourneyId> found(JourneyQuery query) throws IOException {
        return store.find(query).rows().stream().map(JourneyRow::journey).toList();
    }

    private static final String BOB = "bob@ours.example";
    private static final String EVE = "eve@ours.example";

    private static JourneyChange change(Event event) {
        return JourneyChange.of(event, new String(EventCodec.encode(event), UTF_8).strip());
    }

    private static Event.Received taken(JourneyId id) {
        var arrival =
                new Arrival(
                        Journeys.NOON,
                        "mx",
                        InetAddress.ofLiteral("192.0.2.77"),
                        40_000,
                        "client.example",
                        true,
                        Optional.empty(),
                        Arrival.Origin.OUTSIDE,
                        Optional.empty());
        var envelope =
                new Envelope(
                        new ReversePath.Of(Mailbox.parse("ann@far.example").orElseThrow()),
                        MailParameters.NONE,
                        Stream.of(BOB, EVE)
                                .map(it -> Mailbox.parse(it).orElseThrow())
                                .map(it -> new Recipient(it, RcptParameters.NONE))
                                .toList());
        return new Event.Received(
                id, 0, Journeys.NOON, arrival, envelope, 512, ContentFacts.PLAIN, "<77@far>");
    }

    private static Event.Delivered delivered(JourneyId id, String recipient) {
        return new Event.Delivered(
                id,
                100_000,
                Journeys.NOON,
                List.of(Mailbox.parse(recipient).orElseThrow()),
                new HopFacts("mx.ours.example", "192.0.2.9", 25, Optional.empty()),
                new EnhancedStatusCode(2, 0, 0),
                "ok",
                Duration.ZERO);
    }

    /** One recipient gets it, the other's rule keeps it. */
    private static List<JourneyChange> judgedDifferently(JourneyId id) {
        return List.of(
                change(taken(id)),
                change(
                        judged(id, BOB)
                                .about("Winter offers", "<77@far>")
                                .under("Sales")
                                .saying(ModuleName.ANTIVIRUS, Status.NOT_DETECTED)
                                .saying(ModuleName.ANTISPAM, Status.MASS_MAIL)
                                .event()),
                change(
                        judged(id, EVE)
                                .asSecond()
                                .about("Winter offers", "<77@far>")
                                .saying(ModuleName.ANTIVIRUS, Status.NOT_DETECTED)
                                .saying(ModuleName.ANTISPAM, Status.SPAM)
                                .to(Action.QUARANTINE, ModuleName.ANTISPAM, Fate.QUARANTINED)
                                .event()),
                change(delivered(id, BOB)));
    }

    @Test
    void whatWasJudgedIsFoundInWhateverOrderItComesAndHoweverOften() throws IOException {
        List<List<Integer>> orders =
                List.of(
                        List.of(0, 1, 2, 3),
                        List.of(3, 2, 1, 0),
                        List.of(1, 3, 0, 2),
                        List.of(2, 0, 0, 2, 3, 1, 1, 3));
        Set<JourneyRow> rows = new HashSet<>();
        for (boolean together : List.of(true, false)) {
            for (int i = 0; i < orders.size(); i++) {
                JourneyId id = Journeys.id(together ? i : 100 + i);
                List<JourneyChange> changes = judgedDifferently(id);
                List<JourneyChange> arriving = orders.get(i).stream().map(changes::get).toList();
                if (together) {
                    store.apply(arriving, SOMEWHERE);
                } else {
                    for (JourneyChange one : arriving) {
                        apply(one);
                    }
                }
                JourneyRow row = store.story(id).orElseThrow().journey();
                rows.add(
                        new JourneyRow(
                                Journeys.id(0), Journeys.NOON, row.facts(), row.recipients()));
                assertThat(store.story(id).orElseThrow().events()).hasSize(4);
            }
        }

        assertThat(rows).hasSize(1);
        JourneyRow row = rows.iterator().next();
        assertThat(row.facts())
                .isEqualTo(
                        new JourneyFacts(
                                "mx",
                                "192.0.2.77",
                                "client.example",
                                "",
                                "ann@far.example",
                                512,
                                "Winter offers",
                                "<77@far>",
                                "Spam",
                                "{\"antivirus\":\"NotDetected\",\"antispam\":\"Spam\"}"));
        assertThat(row.recipients())
                .containsExactly(
                        new RecipientState(BOB, "delivered", "ok", "Sales", "Skip"),
                        new RecipientState(
                                EVE, "quarantined", "antispam: Spam", "Default", "Quarantine"));
        for (JourneyQuery query :
                List.of(
                        ALL.with(Field.STATUS, "Spam"),
                        ALL.with(Field.RULE, "Sales"),
                        ALL.with(Field.ACTION, "Quarantine").with(Field.RULE, "Default"),
                        ALL.with(Field.OUTCOME, "quarantined").with(Field.RECIPIENT, EVE),
                        ALL.with(Field.OUTCOME, "delivered").with(Field.ACTION, "Skip"),
                        ALL.with(Field.MESSAGE_ID, "<77@far>"),
                        ALL.containing("winter OFF"))) {
            assertThat(found(query)).as(query.toString()).hasSize(8);
        }
        assertThat(found(ALL.with(Field.STATUS, "MassMail"))).isEmpty();
    }

    @Test
    void aMessageThatWasRefusedIsFoundByWhatWasJudged() throws IOException {
        JourneyId id = Journeys.id(1);
        Event.Refused refused =
                new Event.Refused(
                        id,
                        1,
                        Journeys.NOON,
                        "mx",
                        InetAddress.ofLiteral("192.0.2.77"),
                        "client.example",
                        Optional.empty(),
                        Optional.of(
                                new ReversePath.Of(Mailbox.parse("ann@far.example").orElseThrow())),
                        Optional.empty(),
                        "message",
                        550,
                        new EnhancedStatusCode(5, 7, 1),
                        "not accepted");
        Event.Judged judged =
                judged(id, BOB)
                        .about("Your invoice", "<78@far>")
                        .saying(ModuleName.ANTIVIRUS, Status.INFECTED)
                        .to(Action.REJECT, ModuleName.ANTIVIRUS, Fate.REFUSED)
                        .event();

        apply(change(judged));
        apply(change(refused));

        assertThat(store.story(id).orElseThrow().journey().recipients())
                .containsExactly(
                        new RecipientState(
                                BOB, "refused", "antivirus: Infected", "Default", "Reject"));
        for (JourneyQuery query :
                List.of(
                        ALL.with(Field.OUTCOME, "refused").with(Field.RECIPIENT, BOB),
                        ALL.with(Field.STATUS, "Infected").with(Field.SENDER, "ann@far.example"),
                        ALL.with(Field.MESSAGE_ID, "<78@far>"),
                        ALL.containing("invoice").with(Field.CLIENT, "192.0.2.77"),
                        ALL.containing("bob@ours"))) {
            assertThat(found(query)).as(query.toString()).containsExactly(id);
        }
    }

    @Test
    void aJudgementThatComesLateIsFoundByItsSubject() throws IOException {
        JourneyId id = Journeys.id(0);
        apply(change(taken(id)));
        for (int later : List.of(20_000, 40_000)) { // in files of their own
            now.set(Journeys.at(later));
            apply(Journeys.received(later));
        }

        apply(judgedDifferently(id).get(1));

        assertThat(found(ALL.containing("winter off"))).containsExactly(id);
        assertThat(found(ALL.containing("ann@far"))).containsExactly(id);
    }
}
