package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.Scale;
import dev.mailwarden.config.ListEntry.Binding;
import dev.mailwarden.config.ListEntry.Effect;
import dev.mailwarden.config.SettingsStore.Change;
import dev.mailwarden.config.SettingsStore.Result;
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

    private static ListChange add(String pattern) {
        return new ListChange.Add(
                new ListEntry(
                        0,
                        Effect.ALLOW,
                        "example.org",
                        pattern,
                        "a comment",
                        "bob",
                        NOON,
                        Optional.of(NOON.plusSeconds(60)),
                        new Binding(Binding.Kind.DKIM, "sender.example")));
    }

    private List<String> patterns(long revision) throws IOException {
        List<String> patterns = new ArrayList<>();
        lists.forEach(revision, entry -> patterns.add(entry.pattern()));
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
    void theDifferenceShowsDocumentsThatChangedCameAndWent() throws IOException {
        set(0, "settings", "a\nb\n");
        set(1, "rules", "r\n");
        store.commit(
                new Change(
                        2,
                        "alice",
                        "",
                        Map.of(
                                "settings",
                                Optional.of("a\nc\n"),
                                "rules",
                                Optional.empty(),
                                "new",
                                Optional.of("")),
                        List.of()));

        assertThat(store.diff(2, 3)).containsOnlyKeys("settings", "rules", "new");
        assertThat(store.diff(2, 3).get("settings")).isEqualTo(LineDiff.of("a\nb\n", "a\nc\n"));
        assertThat(store.diff(1, 1)).isEmpty();
    }

    @Test
    void rollingBackIsANewRevision() throws IOException {
        set(0, "settings", "a");
        change(1, add("x@sender.example"), add("y@sender.example"));
        set(2, "rules", "r");
        long x = lists.find(3, "x@", 0, 10).getFirst().id();
        change(3, new ListChange.Remove(x), add("z@sender.example"));

        Result result = store.rollBack(2, 4, "carol", "as it was");

        assertThat(result).isInstanceOf(Result.Done.class);
        assertThat(store.documents(5)).isEqualTo(store.documents(2));
        assertThat(patterns(5)).containsExactlyInAnyOrderElementsOf(patterns(2));
        assertThat(patterns(4)).containsExactlyInAnyOrder("y@sender.example", "z@sender.example");
        assertThat(store.rollBack(1, 4, "carol", "late")).isInstanceOf(Result.Conflict.class);
    }

    @Test
    void anEntryComesBackAsItWas() throws IOException {
        change(0, add("X@sender.example"));

        ListEntry entry = lists.find(1, "x@SENDER", 0, 10).getFirst();

        assertThat(
                        new ListChange.Add(
                                new ListEntry(
                                        0,
                                        entry.effect(),
                                        entry.scope(),
                                        entry.pattern(),
                                        entry.comment(),
                                        entry.author(),
                                        entry.created(),
                                        entry.expiry(),
                                        entry.binding())))
                .isEqualTo(add("X@sender.example"));
    }

    @Test
    void theListsOfEveryRevisionStay() throws IOException {
        change(0, add("a"), add("b"));
        change(1, new ListChange.Remove(lists.find(1, "a", 0, 1).getFirst().id()));
        change(2, add("a"), add("a"));

        assertThat(patterns(1)).containsExactly("a", "b");
        assertThat(patterns(2)).containsExactly("b");
        assertThat(patterns(3)).containsExactlyInAnyOrder("a", "b");
        assertThat(lists.count(3)).isEqualTo(2);
    }

    @Test
    void aPageOfEntriesFollowsTheOther() throws IOException {
        change(0, add("a%1"), add("b%1"), add("c1"), add("d%1"));

        List<ListEntry> first = lists.find(1, "%1", 0, 2);
        List<ListEntry> second = lists.find(1, "%1", first.getLast().id(), 2);

        assertThat(first).extracting(ListEntry::pattern).containsExactly("a%1", "b%1");
        assertThat(second).extracting(ListEntry::pattern).containsExactly("d%1");
    }

    @Test
    void manyEntriesAreOneRevision() throws IOException {
        int many = Scale.of(10_000, 500_000);
        ListChange[] all =
                IntStream.range(0, many)
                        .mapToObj(i -> add("u" + i + "@s.example"))
                        .toArray(ListChange[]::new);

        change(0, all);

        assertThat(lists.count(1)).isEqualTo(many);
        change(1, add("one more"));
        assertThat(lists.count(2)).isEqualTo(many + 1);
    }
}
