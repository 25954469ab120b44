package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.Scale;
import dev.mailwarden.config.ListEntry.Effect;
import dev.mailwarden.config.SettingsStore.Change;
import dev.mailwarden.config.SettingsStore.Result;
import dev.mailwarden.policy.Criteria;
import dev.mailwarden.policy.Criterion;
import dev.mailwarden.policy.Lists;
import dev.mailwarden.storage.Database;
import dev.mailwarden.storage.Engine;
import dev.mailwarden.storage.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Settings and lists with their revisions, in either engine. */
@ParameterizedClass
@EnumSource(Engine.class)
class SettingsStoreTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Parameter Engine engine;
    @TempDir Path directory;
    private Database database;
    private SettingsStore store;
    private ListStore lists;

    @BeforeEach
    void open() {
        database = new TestDatabases(engine, directory).open(SettingsStore.SCHEMA);
        store = new SettingsStore(database, () -> NOON);
        lists = new ListStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Result set(long parent, String name, String text) throws IOException {
        return store.commit(
                new Change(parent, "alice", "why", Map.of(name, Optional.of(text)), List.of()));
    }

    private Result change(long parent, ListChange... changes) throws IOException {
        return store.commit(new Change(parent, "bob", "lists", Map.of(), List.of(changes)));
    }

    private static ListChange add(String sender) {
        return new ListChange.Add(new ListEntry(Effect.ALLOW, entry(sender)));
    }

    private static Lists.Entry entry(String sender) {
        return new Lists.Entry(
                new Criterion.Mask(sender),
                new Criteria(
                        List.of(
                                new Criterion.Mask("*@example.org"),
                                new Criterion.Expression("a, b|\"c"))),
                Optional.of(new Lists.Identity.Authenticated("sender.example")),
                "a comment",
                "bob",
                Optional.of(NOON.plusMillis(60_001)));
    }

    private static String sender(ListEntry entry) {
        return entry.entry().sender().toString();
    }

    private List<String> patterns(long revision) throws IOException {
        List<String> patterns = new ArrayList<>();
        lists.forEach(revision, entry -> patterns.add(sender(entry)));
        return patterns;
    }

    @Test
    void everyChangeIsARevision() throws IOException {
        assertThat(store.newest()).isEmpty();

        assertThat(set(0, "settings", "a: 1\n"))
                .isEqualTo(new Result.Done(new Revision(1, 0, "alice", "why", NOON)));
        set(1, "rules", "b\n");
        set(2, "settings", "a: 2\n");

        assertThat(store.newest()).contains(new Revision(3, 2, "alice", "why", NOON));
        assertThat(store.documents(1)).isEqualTo(Map.of("settings", "a: 1\n"));
        assertThat(store.documents(2)).isEqualTo(Map.of("settings", "a: 1\n", "rules", "b\n"));
        assertThat(store.documents(3)).isEqualTo(Map.of("settings", "a: 2\n", "rules", "b\n"));
        assertThat(store.history(3, 10)).extracting(Revision::number).containsExactly(2L, 1L);
    }

    @Test
    void aChangeOfWhatIsNoLongerTheNewestIsRefused() throws IOException {
        set(0, "settings", "a");

        assertThat(set(0, "settings", "b"))
                .isEqualTo(new Result.Conflict(new Revision(1, 0, "alice", "why", NOON)));

        assertThat(store.documents(1)).isEqualTo(Map.of("settings", "a"));
        assertThat(store.history(Long.MAX_VALUE, 10)).hasSize(1);
    }

    @Test
    void ofManyAtOnceOneWins() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Result>> all =
                    IntStream.range(0, 8)
                            .mapToObj(i -> (Callable<Result>) () -> set(0, "settings", "by " + i))
                            .toList();
            long won = 0;
            for (var result : threads.invokeAll(all)) {
                won += result.get() instanceof Result.Done ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void anEntryComesBackAsItWas() throws IOException {
        var plain = EntryKind.plain(new Criterion.Nobody());
        var client =
                new Lists.Entry(
                        new Criterion.Client(Addresses.network("192.0.2.0/24").orElseThrow()),
                        Criteria.EVERYTHING,
                        Optional.of(
                                new Lists.Identity.Client(
                                        Addresses.network("2001:db8::/32").orElseThrow())),
                        "",
                        "",
                        Optional.empty());
        change(
                0,
                add("X*@sender.example"),
                new ListChange.Add(new ListEntry(Effect.DENY, plain)),
                new ListChange.Add(new ListEntry(Effect.ALLOW, client)));

        assertThat(lists.find(1, "x*@SENDER", 0, 10))
                .singleElement()
                .satisfies(
                        found -> assertThat(found.entry()).isEqualTo(entry("X*@sender.example")));
        assertThat(lists.lists(1))
                .isEqualTo(new Lists(List.of(plain), List.of(entry("X*@sender.example"), client)));
    }

    @Test
    void entriesThatDifferInOneThingOnlyAreTwo() throws IOException {
        var other =
                new Lists.Entry(
                        entry("a*").sender(),
                        entry("a*").recipients(),
                        Optional.of(new Lists.Identity.Authenticated("other.example")),
                        "a comment",
                        "bob",
                        Optional.empty());

        change(0, add("a*"), new ListChange.Add(new ListEntry(Effect.ALLOW, other)), add("a*"));

        assertThat(lists.count(1)).isEqualTo(2);
    }

    @Test
    void theListsOfEveryRevisionStay() throws IOException {
        change(0, add("a*"), add("b*"));
        change(1, new ListChange.Remove(lists.find(1, "a*", 0, 1).getFirst().id()));
        change(2, add("a*"), add("a*"));

        assertThat(patterns(1)).containsExactly("a*", "b*");
        assertThat(patterns(2)).containsExactly("b*");
        assertThat(patterns(3)).containsExactlyInAnyOrder("a*", "b*");
        assertThat(lists.count(3)).isEqualTo(2);
    }

    @Test
    void aPageOfEntriesFollowsTheOther() throws IOException {
        change(0, add("a%1*"), add("b%1*"), add("c1*"), add("d%1*"));

        List<ListEntry> first = lists.find(1, "%1", 0, 2);
        List<ListEntry> second = lists.find(1, "%1", first.getLast().id(), 2);

        assertThat(first).extracting(SettingsStoreTest::sender).containsExactly("a%1*", "b%1*");
        assertThat(second).extracting(SettingsStoreTest::sender).containsExactly("d%1*");
    }

    @Test
    void manyEntriesAreOneRevision() throws IOException {
        int many = Scale.of(10_000, 500_000);
        ListChange[] all =
                IntStream.range(0, many)
                        .mapToObj(i -> add("u" + i + "*@s.example"))
                        .toArray(ListChange[]::new);

        change(0, all);

        assertThat(lists.count(1)).isEqualTo(many);
        change(1, add("*one-more*"));
        assertThat(lists.count(2)).isEqualTo(many + 1);
    }
}
