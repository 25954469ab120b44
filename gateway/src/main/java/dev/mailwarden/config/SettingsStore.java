package dev.mailwarden.config;

import dev.mailwarden.storage.Database;
import dev.mailwarden.storage.Migrations;
import dev.mailwarden.storage.Storable;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Settings, rules and lists with all their revisions (WHAT-4, DATA-1, DATA-2). A revision changes
 * named documents, whose text means nothing here, and entries of the lists. What a revision did not
 * change stands as before; nothing is ever overwritten or forgotten.
 *
 * <p>Whoever changes says which revision was looked at; if there is a newer one nothing is changed.
 */
public final class SettingsStore {

    /** What the database must have been opened with. */
    public static final Migrations SCHEMA = new Migrations(SettingsStore.class, "settings", 1);

    private final Database database;
    private final InstantSource clock;

    /** The database must have been opened with {@link #SCHEMA}. */
    public SettingsStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A change to be made.
     *
     * @param parent the newest revision as its author knows it, 0 for none
     * @param documents the new text by name; empty for a document that goes
     */
    public record Change(
            long parent,
            String author,
            String comment,
            Map<String, Optional<String>> documents,
            List<ListChange> lists) {

        public Change {
            author = Storable.text(author);
            comment = Storable.text(comment);
            documents = Map.copyOf(documents);
            lists = List.copyOf(lists);
        }
    }

    /** What became of a change. */
    public sealed interface Result {

        /** It was made. */
        record Done(Revision revision) implements Result {}

        /** Somebody else was faster: nothing was changed. */
        record Conflict(Revision newest) implements Result {}
    }

    /** {@return the newest revision, empty before the first} */
    public Optional<Revision> newest() throws IOException {
        return database.read(SettingsStore::newest);
    }

    private static Optional<Revision> newest(Handle handle) {
        return handle.createQuery("select * from revision order by number desc limit 1")
                .map((row, _) -> revision(row))
                .findFirst();
    }

    /** {@return a revision by its number} */
    public Optional<Revision> revision(long number) throws IOException {
        return database.read(handle ->
                handle.createQuery("select * from revision where number = :number")
                        .bind("number", number)
                        .map((row, _) -> revision(row))
                        .findFirst());
    }

    private static Revision revision(ResultSet row) throws SQLException {
        return new Revision(
                row.getLong("number"),
                row.getLong("parent"),
                row.getString("author"),
                row.getString("comment"),
                Instant.ofEpochMilli(row.getLong("at")));
    }

    /** {@return revisions before this number, the newest first} */
    public List<Revision> history(long before, int most) throws IOException {
        return database.read(handle ->
                handle.createQuery(
                                "select * from revision where number < :before"
                                        + " order by number desc limit :most")
                        .bind("before", before)
                        .bind("most", most)
                        .map((row, _) -> revision(row))
                        .list());
    }

    /** Makes a revision. */
    public Result commit(Change change) throws IOException {
        return database.write(handle -> commit(handle, change));
    }

    private Result commit(Handle handle, Change change) {
        handle.execute("update revision_lock set turn = turn + 1"); // others wait here
        Optional<Revision> newest = newest(handle);
        if (newest.map(Revision::number).orElse(0L) != change.parent()) {
            return new Result.Conflict(newest.orElse(new Revision(0, 0, "", "", Instant.EPOCH)));
        }
        Instant now = Instant.ofEpochMilli(clock.millis());
        var revision =
                new Revision(
                        change.parent() + 1,
                        change.parent(),
                        change.author(),
                        change.comment(),
                        now);
        handle.execute(
                "insert into revision (number, parent, author, comment, at) values (?, ?, ?, ?, ?)",
                revision.number(),
                revision.parent(),
                revision.author(),
                revision.comment(),
                now.toEpochMilli());
        change.documents()
                .forEach((name, text) ->
                        handle.execute(
                                "insert into document (name, revision, gone, text) values (?, ?, ?, ?)",
                                name,
                                revision.number(),
                                text.isEmpty() ? 1 : 0,
                                text.orElse("")));
        ListStore.apply(handle, change.lists(), revision.number());
        return new Result.Done(revision);
    }

    /** {@return the documents as they stood at a revision, by name} */
    public Map<String, String> documents(long revision) throws IOException {
        return database.read(handle -> documents(handle, revision));
    }

    private static Map<String, String> documents(Handle handle, long revision) {
        Map<String, String> documents = new TreeMap<>();
        handle.createQuery(
                        """
                        select name, text from document d where gone = 0 and revision =
                          (select max(revision) from document l where l.name = d.name
                            and l.revision <= :revision)\
                        """)
                .bind("revision", revision)
                .map((row, _) -> Map.entry(row.getString("name"), row.getString("text")))
                .forEach(document -> documents.put(document.getKey(), document.getValue()));
        return documents;
    }
}
