package dev.mailwarden.config;

import dev.mailwarden.policy.Criteria;
import dev.mailwarden.policy.Criterion;
import dev.mailwarden.policy.Lists;
import dev.mailwarden.storage.Database;
import dev.mailwarden.storage.StorageException;
import dev.mailwarden.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            for (Row row :
                    rows(at(handle, "select * from list_entry where %s order by id", revision))) {
                entries.accept(row.entry());
            }
            return revision;
        });
    }

    /** {@return the lists of a revision} */
    Lists lists(long revision) throws IOException {
        List<Lists.Entry> deny = new ArrayList<>();
        List<Lists.Entry> allow = new ArrayList<>();
        forEach(
                revision,
                row ->
                        (switch (row.effect()) {
                                    case DENY -> deny;
                                    case ALLOW -> allow;
                                })
                                .add(row.entry()));
        return new Lists(deny, allow);
    }

    /** {@return how many entries a revision has} */
    public long count(long revision) throws IOException {
        return database.read(handle ->
                at(handle, "select count(*) from list_entry where %s", revision)
                        .mapTo(Long.class)
                        .one());
    }

    /**
     * {@return a page of entries whose sender or comment has this text in it, in any case}
     *
     * @param after id of the last entry of the page before, 0 for the first page
     */
    public List<ListEntry> find(long revision, String containing, long after, int most)
            throws IOException {
        String like =
                "%" + containing.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
        return database.read(handle -> {
            List<ListEntry> found = new ArrayList<>();
            Query query =
                    at(
                                    handle,
                                    "select * from list_entry where %s and id > :after and"
                                            + " (lower(sender) like lower(:like) escape '!' or"
                                            + " lower(comment) like lower(:like) escape '!')"
                                            + " order by id limit :most",
                                    revision)
                            .bind("after", after)
                            .bind("like", like)
                            .bind("most", most);
            for (Row row : rows(query)) {
                found.add(row.entry());
            }
            return found;
        });
    }

    /** {@return the changes that make the lists of a revision these} */
    List<ListChange> changes(long revision, Lists wanted) throws IOException {
        Map<String, Long> now = digests(revision);
        List<ListChange> changes = new ArrayList<>();
        for (ListEntry entry : entries(wanted)) {
            if (now.remove(entry.digest()) == null) {
                changes.add(new ListChange.Add(entry));
            }
        }
        now.values().stream().sorted().map(ListChange.Remove::new).forEach(changes::add);
        return changes;
    }

    /** {@return the entries of both lists, as rows} */
    static List<ListEntry> entries(Lists lists) {
        List<ListEntry> entries = new ArrayList<>(lists.deny().size() + lists.allow().size());
        lists.deny().forEach(entry -> entries.add(new ListEntry(ListEntry.Effect.DENY, entry)));
        lists.allow().forEach(entry -> entries.add(new ListEntry(ListEntry.Effect.ALLOW, entry)));
        return entries;
    }

    private Map<String, Long> digests(long revision) throws IOException {
        return database.read(handle -> {
            Map<String, Long> digests = new HashMap<>();
            at(handle, "select id, digest from list_entry where %s", revision)
                    .map((row, _) -> Map.entry(row.getString("digest"), row.getLong("id")))
                    .forEach(entry -> digests.put(entry.getKey(), entry.getValue()));
            return digests;
        });
    }

    private static Query at(Handle handle, String sql, long revision) {
        return handle.createQuery(sql.formatted(AT_REVISION)).bind("revision", revision);
    }

    private static List<Row> rows(Query query) {
        return query.map((row, _) -> row(row)).list();
    }

    private static Row row(ResultSet row) throws SQLException {
        long expires = row.getLong("expires");
        return new Row(
                row.getLong("id"),
                row.getString("effect"),
                row.getString("sender"),
                row.getString("recipients"),
                row.getString("bound"),
                row.getString("comment"),
                row.getString("author"),
                expires == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires)));
    }

    /** An entry as it stands in the table. */
    private record Row(
            long id,
            String effect,
            String sender,
            String recipients,
            String bound,
            String comment,
            String author,
            Optional<Instant> expires) {

        ListEntry entry() throws StorageException {
            return new ListEntry(
                    id,
                    ListEntry.Effect.valueOf(effect),
                    new Lists.Entry(
                            senderCriterion(),
                            recipientCriteria(),
                            bound.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(
                                            EntryKind.identity(bound).orElseThrow(this::damaged)),
                            comment,
                            author,
                            expires));
        }

        private Criterion senderCriterion() throws StorageException {
            return switch (CriterionText.parse(sender, CriterionText.Side.SENDERS)) {
                case CriterionText.Parsed.Good(Criterion criterion) -> criterion;
                case CriterionText.Parsed.Wrong _ -> throw damaged();
            };
        }

        private Criteria recipientCriteria() throws StorageException {
            if (recipients.isEmpty()) {
                return Criteria.EVERYTHING;
            }
            try {
                return CriterionKind.RECIPIENTS
                        .read(YamlParser.parse(recipients), new Report(Path.of("lists")).root())
                        .orElseThrow(this::damaged);
            } catch (YamlParser.SyntaxException _) {
                throw damaged();
            }
        }

        private StorageException damaged() {
            return new StorageException(
                    Reason.DAMAGED, "entry " + id + " of the lists is not one that was written");
        }
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
                        insert into list_entry (id, effect, sender, recipients, bound, comment,
                          author, expires, digest, added_in, removed_in)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
                        on conflict do nothing\
                        """);
        for (ListChange change : changes) {
            switch (change) {
                case ListChange.Remove(long id) -> removals.add(revision, id);
                case ListChange.Add(ListEntry entry) -> add(additions, ++last, entry, revision);
            }
        }
        for (PreparedBatch batch : List.of(removals, additions)) {
            if (batch.size() > 0) {
                batch.execute();
            }
        }
    }

    private static void add(PreparedBatch additions, long id, ListEntry row, long revision) {
        Lists.Entry entry = row.entry();
        additions.add(
                id,
                row.effect().name(),
                CriterionText.format(entry.sender()),
                entry.recipients().equals(Criteria.EVERYTHING)
                        ? ""
                        : YamlWriter.inline(CriterionKind.RECIPIENTS.write(entry.recipients())),
                entry.bound().map(EntryKind::format).orElse(""),
                entry.comment(),
                entry.author(),
                entry.expires().map(Instant::toEpochMilli).orElse(0L),
                row.digest(),
                revision);
    }
}
