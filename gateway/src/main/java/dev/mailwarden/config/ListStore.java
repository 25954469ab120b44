package dev.mailwarden.config;

import dev.mailwarden.config.ListEntry.Binding;
import dev.mailwarden.storage.Database;
import dev.mailwarden.storage.Storable;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/**
 * The global lists (LIST-1) at any revision. They are no document of {@link SettingsStore}: with
 * 500,000 entries each change of one would keep another copy of all. Here an entry is a row that
 * knows the revision that added it and the one that removed it, and changes come in {@link
 * SettingsStore#commit} with the rest of their revision.
 */
public final class ListStore {

    private static final String AT_REVISION =
            "added_in <= :revision and (removed_in = 0 or removed_in > :revision)";

    private final Database database;

    /** The database must have been opened with {@link SettingsStore#SCHEMA}. */
    public ListStore(Database database) {
        this.database = database;
    }

    /** Gives every entry of a revision, in the order in which they were added. */
    public void forEach(long revision, Consumer<ListEntry> entries) throws IOException {
        database.read(handle -> {
            at(handle, "select * from list_entry where %s order by id", revision)
                    .map((row, _) -> entry(row))
                    .forEach(entries);
            return revision;
        });
    }

    /** {@return how many entries a revision has} */
    public long count(long revision) throws IOException {
        return database.read(handle ->
                at(handle, "select count(*) from list_entry where %s", revision)
                        .mapTo(Long.class)
                        .one());
    }

    /**
     * {@return a page of entries whose pattern or comment has this text in it, in any case}
     *
     * @param after id of the last entry of the page before, 0 for the first page
     */
    public List<ListEntry> find(long revision, String containing, long after, int most)
            throws IOException {
        String like =
                "%" + containing.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
        return database.read(handle ->
                at(
                                handle,
                                "select * from list_entry where %s and id > :after and (lower(pattern)"
                                        + " like lower(:like) escape '!' or lower(comment) like"
                                        + " lower(:like) escape '!') order by id limit :most",
                                revision)
                        .bind("after", after)
                        .bind("like", like)
                        .bind("most", most)
                        .map((row, _) -> entry(row))
                        .list());
    }

    private static Query at(Handle handle, String sql, long revision) {
        return handle.createQuery(sql.formatted(AT_REVISION)).bind("revision", revision);
    }

    private static ListEntry entry(ResultSet row) throws SQLException {
        long expiry = row.getLong("expiry");
        return new ListEntry(
                row.getLong("id"),
                ListEntry.Effect.valueOf(row.getString("effect")),
                row.getString("scope"),
                row.getString("pattern"),
                row.getString("comment"),
                row.getString("author"),
                Instant.ofEpochMilli(row.getLong("created")),
                expiry == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expiry)),
                new Binding(
                        Binding.Kind.valueOf(row.getString("binding")), row.getString("bound_to")));
    }

    /** Makes changes as part of a revision. */
    static void apply(Handle handle, List<ListChange> changes, long revision) {
        long last =
                handle.createQuery("select coalesce(max(id), 0) from list_entry")
                        .mapTo(Long.class)
                        .one();
        PreparedBatch removals =
                handle.prepareBatch(
                        "update list_entry set removed_in = ? where id = ? and removed_in = 0");
        PreparedBatch additions =
                handle.prepareBatch(
                        """
                        insert into list_entry (id, effect, scope, pattern, comment, author, created,
                          expiry, binding, bound_to, added_in, removed_in)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
                        on conflict do nothing\
                        """);
        for (ListChange change : changes) {
            switch (change) {
                case ListChange.Remove(long id) -> removals.add(revision, id);
                case ListChange.Add(ListEntry entry) ->
                        additions.add(
                                ++last,
                                entry.effect().name(),
                                Storable.text(entry.scope()),
                                Storable.text(entry.pattern()),
                                Storable.text(entry.comment()),
                                Storable.text(entry.author()),
                                entry.created().toEpochMilli(),
                                entry.expiry().map(Instant::toEpochMilli).orElse(0L),
                                entry.binding().kind().name(),
                                Storable.text(entry.binding().value()),
                                revision);
            }
        }
        for (PreparedBatch batch : List.of(removals, additions)) {
            if (batch.size() > 0) {
                batch.execute();
            }
        }
    }

    /** {@return the changes that make the lists of one revision those of another} */
    static List<ListChange> difference(Handle handle, long from, long to) {
        String both = "select * from list_entry where %s order by id";
        List<ListEntry> old = at(handle, both, from).map((row, _) -> entry(row)).list();
        List<ListEntry> wanted = at(handle, both, to).map((row, _) -> entry(row)).list();
        Set<Long> oldIds = new HashSet<>(old.stream().map(ListEntry::id).toList());
        Set<Long> wantedIds = new HashSet<>(wanted.stream().map(ListEntry::id).toList());
        List<ListChange> changes = new ArrayList<>();
        for (ListEntry entry : old) {
            if (!wantedIds.contains(entry.id())) {
                changes.add(new ListChange.Remove(entry.id()));
            }
        }
        for (ListEntry entry : wanted) {
            if (!oldIds.contains(entry.id())) {
                changes.add(new ListChange.Add(entry));
            }
        }
        return changes;
    }
}
