package dev.mailwarden.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.JourneyId;
import dev.mailwarden.storage.Engine;
import dev.mailwarden.storage.TestDatabases;
import dev.mailwarden.track.JourneyQuery.Field;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Journeys to be searched, in either engine. */
@ParameterizedClass
@EnumSource(Engine.class)
class JourneyStoreTest {

    private static final JournalPlace SOMEWHERE = new JournalPlace(3, 4711);

    @Parameter Engine engine;
    @TempDir Path directory;
    private final AtomicReference<Instant> now = new AtomicReference<>(Journeys.NOON);
    private Duration age = Duration.ofDays(3);
    private TestDatabases databases;
    private JourneyStore store;

    @BeforeEach
    void open() throws IOException {
        databases = new TestDatabases(engine, directory);
        store = opened();
    }

    private JourneyStore opened() throws IOException {
        return Journeys.open(databases, directory, () -> age, now::get);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void apply(JourneyChange... changes) throws IOException {
        store.apply(List.of(changes), SOMEWHERE);
    }

    private void receive(int... seconds) throws IOException {
        store.apply(IntStream.of(seconds).mapToObj(Journeys::received).toList(), SOMEWHERE);
    }

    /** In files of their own, where the store has files. */
    private void receiveFarApart(int... seconds) throws IOException {
        for (int second : seconds) {
            now.set(Journeys.at(second));
            receive(second);
        }
    }

    private List<JourneyId> found(JourneyQuery query) throws IOException {
        return store.find(query).rows().stream().map(JourneyRow::journey).toList();
    }

    private static List<JourneyId> ids(int... seconds) {
        return IntStream.of(seconds).mapToObj(Journeys::id).toList();
    }

    private static final JourneyQuery ALL = JourneyQuery.newest(100);

    @Test
    void whatWasWrittenIsThereAfterARestart() throws IOException {
        receive(1);
        store.close();
        store = opened();

        assertThat(store.find(ALL).rows())
                .containsExactly(
                        new JourneyRow(
                                Journeys.id(1),
                                Journeys.at(1),
                                Journeys.facts(1),
                                Journeys.received(1).recipients()));
        assertThat(store.place()).isEqualTo(SOMEWHERE);
    }

    @Test
    void anEmptyStoreIsAtTheBeginning() throws IOException {
        assertThat(store.place()).isEqualTo(JournalPlace.BEGINNING);
        assertThat(store.find(ALL).rows()).isEmpty();
        assertThat(store.story(Journeys.id(1))).isEmpty();
        assertThat(store.stock().oldest()).isEmpty();
    }

    @Test
    void writingTwiceChangesNothing() throws IOException {
        apply(Journeys.received(1), Journeys.ended(1, 2, "delivered"));
        JourneyStory before = store.story(Journeys.id(1)).orElseThrow();

        apply(Journeys.received(1), Journeys.ended(1, 2, "delivered"));

        assertThat(store.story(Journeys.id(1))).contains(before);
        assertThat(before.events()).hasSize(2);
    }

    @Test
    void theLatestStateOfARecipientStands() throws IOException {
        apply(
                Journeys.received(1),
                Journeys.ended(1, 2, "delivered"),
                Journeys.ended(1, 1, "deferred"));

        JourneyRow row = store.story(Journeys.id(1)).orElseThrow().journey();

        assertThat(row.recipients())
                .containsExactly(
                        Journeys.state("All@example.org", "queued", ""),
                        new RecipientState(
                                "user1@to1.example", "delivered", "250 2", "rule 1", ""));
    }

    @Test
    void theStoryHasAllEventsInTheirOrder() throws IOException {
        apply(Journeys.received(1));
        apply(Journeys.ended(1, 2, "delivered"), Journeys.ended(1, 1, "deferred"));

        assertThat(store.story(Journeys.id(1)).orElseThrow().events())
                .containsExactly(
                        "{\"kind\":\"received\",\"n\":1}",
                        "{\"kind\":\"deferred\"}",
                        "{\"kind\":\"delivered\"}");
    }

    @Test
    void whatHappensLaterGoesToItsJourneyWhereverThatIs() throws IOException {
        receiveFarApart(0, 20_000, 40_000);

        apply(Journeys.ended(0, 1, "delivered"), Journeys.ended(20_000, 1, "bounced"));

        assertThat(found(ALL)).isEqualTo(ids(40_000, 20_000, 0));
        assertThat(found(ALL.with(Field.OUTCOME, "bounced"))).isEqualTo(ids(20_000));
        assertThat(store.story(Journeys.id(0)).orElseThrow().events()).hasSize(2);
    }

    @Test
    void aJourneyWhoseBeginningIsForgottenHasARowAllTheSame() throws IOException {
        apply(Journeys.ended(1, 5, "bounced"));

        assertThat(found(ALL.with(Field.OUTCOME, "bounced"))).isEqualTo(ids(1));

        apply(Journeys.received(1));
        assertThat(store.story(Journeys.id(1)).orElseThrow().journey().facts())
                .isEqualTo(Journeys.facts(1));
        assertThat(found(ALL.with(Field.OUTCOME, "bounced"))).isEqualTo(ids(1));
    }

    @Test
    void thePagesShowAllFromTheNewestOn() throws IOException {
        receiveFarApart(0, 20_000, 20_001, 40_000, 40_001, 40_002, 60_000);
        List<JourneyId> seen = new ArrayList<>();
        Optional<JourneyId> next = Optional.empty();
        do {
            JourneyQuery query = JourneyQuery.newest(2);
            JourneyPage page = store.find(next.map(query::after).orElse(query));
            page.rows().forEach(row -> seen.add(row.journey()));
            next = page.next();
            assertThat(page.complete()).isTrue();
        } while (next.isPresent());

        assertThat(seen).isEqualTo(ids(60_000, 40_002, 40_001, 40_000, 20_001, 20_000, 0));
    }

    @Test
    void everyFieldCanBeAskedFor() throws IOException {
        receive(1, 2, 3, 10);
        receiveFarApart(20_000);
        apply(Journeys.ended(3, 1, "delivered"));

        assertThat(found(ALL.with(Field.SENDER, "SENDER2@from2.example"))).isEqualTo(ids(2));
        assertThat(found(ALL.with(Field.RECIPIENT, "USER3@to0.example"))).isEqualTo(ids(3));
        assertThat(found(ALL.with(Field.RECIPIENT, "all@example.org"))).hasSize(5);
        assertThat(found(ALL.with(Field.DOMAIN, "To1.example"))).isEqualTo(ids(10, 1));
        assertThat(found(ALL.with(Field.DOMAIN, "from0.example"))).isEqualTo(ids(20_000, 10));
        assertThat(found(ALL.with(Field.DOMAIN, "example.org"))).hasSize(5);
        assertThat(found(ALL.with(Field.CLIENT, "192.0.2.2"))).isEqualTo(ids(2));
        assertThat(found(ALL.with(Field.MESSAGE_ID, "<10@mid.example>"))).isEqualTo(ids(10));
        assertThat(found(ALL.with(Field.STATUS, "Infected"))).isEqualTo(ids(20_000, 10));
        assertThat(found(ALL.with(Field.OUTCOME, "delivered"))).isEqualTo(ids(3));
        assertThat(found(ALL.with(Field.RULE, "rule 1"))).hasSize(5);
        assertThat(found(ALL.with(Field.ACTION, "reject"))).isEmpty();
    }

    @Test
    void whatIsSaidOfRecipientsHoldsOfOneAndTheSame() throws IOException {
        apply(Journeys.received(1), Journeys.ended(1, 1, "delivered"));

        JourneyQuery delivered = ALL.with(Field.OUTCOME, "delivered");
        assertThat(found(delivered.with(Field.RECIPIENT, "user1@to1.example"))).isEqualTo(ids(1));
        assertThat(found(delivered.with(Field.RECIPIENT, "all@example.org"))).isEmpty();
        assertThat(found(delivered.with(Field.DOMAIN, "from1.example"))).isEqualTo(ids(1));
        assertThat(found(delivered.with(Field.STATUS, "Infected"))).isEmpty();
    }

    @Test
    void aTimeIsLookedAt() throws IOException {
        receiveFarApart(0, 20_000, 40_000);

        assertThat(found(ALL.between(Journeys.at(0), Journeys.at(40_000))))
                .isEqualTo(ids(20_000, 0));
        assertThat(found(ALL.between(Journeys.at(1), Journeys.at(20_001)))).isEqualTo(ids(20_000));
    }

    @Test
    void aPartOfATextIsFoundInOldAndNewRows() throws IOException {
        receiveFarApart(7, 20_007, 40_007);

        for (String part :
                List.of("nder20007@", "GRÜSSE".replace("SS", "ß") + " 100% NO 20007", "20007")) {
            assertThat(found(ALL.containing(part))).as(part).isEqualTo(ids(20_007));
        }
        assertThat(found(ALL.containing("user7@to1"))).isEqualTo(ids(7));
        assertThat(found(ALL.containing("40007@mid"))).isEqualTo(ids(40_007));
        assertThat(found(ALL.containing("no"))).hasSize(3);
        assertThat(found(ALL.containing("10_% no"))).isEmpty();
        assertThat(found(ALL.containing("xyz\"' or"))).isEmpty();
        assertThat(found(ALL.containing("example").with(Field.CLIENT, "192.0.2.7"))).hasSize(3);
    }

    @Test
    void theOldestGoWhenTheirTimeHasCome() throws IOException {
        receiveFarApart(0, 20_000, 40_000);
        now.set(Journeys.at(0).plus(age).plus(Duration.ofHours(7)));

        receive(260_000);

        assertThat(found(ALL)).isEqualTo(ids(260_000, 40_000));
        assertThat(store.story(Journeys.id(0))).isEmpty();
        assertThat(store.stock().oldest().orElseThrow()).isAfter(Journeys.at(20_000));
    }

    @Test
    void theStockTellsItsLimits() throws IOException {
        receive(1);

        JourneyStore.Stock stock = store.stock();

        assertThat(stock.octets()).isPositive();
        assertThat(stock.limit()).isEqualTo(1L << 30);
        assertThat(stock.nextDeletion()).contains(stock.oldest().orElseThrow().plus(age));
    }

    @Test
    void whatStrangersWriteIsKeptAsTextInAnyCase() throws IOException {
        var random = new RandomEvents(5);
        List<JourneyChange> changes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            var event = random.ofKind(i % RandomEvents.KINDS, Journeys.id(i % 20), i);
            String line =
                    new String(EventCodec.encode(event), java.nio.charset.StandardCharsets.UTF_8)
                            .strip();
            changes.add(JourneyChange.of(event, line));
        }

        store.apply(changes, SOMEWHERE);

        assertThat(store.find(ALL).rows()).hasSize(20);
        int events = 0;
        for (int i = 0; i < 20; i++) {
            events += store.story(Journeys.id(i)).orElseThrow().events().size();
        }
        assertThat(events).isEqualTo(200);
    }
}
