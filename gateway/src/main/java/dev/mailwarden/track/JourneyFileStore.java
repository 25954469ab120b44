package dev.mailwarden.track;

import dev.mailwarden.message.JourneyId;
import dev.mailwarden.storage.Migrations;
import dev.mailwarden.storage.SqliteDatabase;
import dev.mailwarden.storage.StorageException;
import dev.mailwarden.track.JourneyQuery.Field;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * One file of the embedded store: the journeys that began to be written while it was the newest.
 */
final class JourneyFileStore implements AutoCloseable {

    private static final Migrations SCHEMA = new Migrations(JourneyFileStore.class, "journeys", 1);

    /** Shorter texts have no trigram. */
    private static final int TRIGRAM = 3;

    private static final String UPSERT_JOURNEY =
            """
            insert into journey (journey, listener, client, helo, user_name, sender, octets,
              subject, message_id, status, verdict, haystack)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (journey) do update set listener = excluded.listener,
              client = excluded.client, helo = excluded.helo, user_name = excluded.user_name,
              sender = excluded.sender,
              octets = excluded.octets, message_id = excluded.message_id,
              subject = excluded.subject, status = excluded.status, verdict = excluded.verdict,
              haystack = excluded.haystack\
            """;

    private static final String STUB =
            """
            insert into journey (journey, listener, client, helo, user_name, sender, octets,
              subject, message_id, status, verdict, haystack)
            values (?, '', '', '', '', '', 0, '', '', '', '', '')
            on conflict (journey) do nothing\
            """;

    /** What was decided stands from whenever it is known; how it stands is what came last. */
    private static final String UPSERT_RECIPIENT =
            """
            insert into recipient (journey, mailbox, recipient, outcome, text, rule, action,
              sequence)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (journey, mailbox) do update set
              outcome = iif(excluded.sequence > sequence, excluded.outcome, outcome),
              text = iif(excluded.sequence > sequence, excluded.text, text),
              sequence = max(excluded.sequence, sequence),
              rule = iif(rule = '' or (excluded.sequence > sequence and excluded.rule <> ''),
                excluded.rule, rule),
              action = iif(action = '' or (excluded.sequence > sequence and excluded.action <> ''),
                excluded.action, action)\
            """;

    private static final String UNINDEX =
            "insert into found (found, rowid, haystack) select 'delete', id, haystack from journey"
                    + " where journey = ?";

    private static final String INDEX =
            "insert into found (rowid, haystack) select id, haystack from journey where journey = ?";

    private static final String INSERT_DOMAIN =
            "insert into domain (domain, journey) values (?, ?) on conflict do nothing";

    private static final String INSERT_EVENT =
            """
            insert into event (journey, sequence, at, kind, line) values (?, ?, ?, ?, ?)
            on conflict (journey, sequence) do nothing\
            """;

    private final SqliteDatabase database;
    private final Instant begun;
    private volatile Optional<JourneyId> first;
    private volatile Optional<JourneyId> last;
    private volatile boolean sealed;
    private volatile long octets;

    private JourneyFileStore(SqliteDatabase database, Instant begun) throws IOException {
        this.database = database;
        this.begun = begun;
        first = edge("asc");
        last = edge("desc");
        sealed =
                database.read(handle ->
                        handle.createQuery(
                                                "select count(*) from sqlite_schema where name = 'found'")
                                        .mapTo(Integer.class)
                                        .one()
                                > 0);
        octets = database.octets();
    }

    /** Opens a file, or makes it. */
    static JourneyFileStore open(
            Path file, Instant begun, SqliteDatabase.Options options, LongSupplier ticker)
            throws IOException {
        var database = SqliteDatabase.open(file, options, List.of(SCHEMA), ticker);
        try {
            return new JourneyFileStore(database, begun);
        } catch (IOException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private Optional<JourneyId> edge(String order) throws StorageException {
        return database.read(handle ->
                handle.createQuery(
                                "select journey from journey order by journey %s limit 1"
                                        .formatted(order))
                        .map((row, _) -> id(row))
                        .findFirst());
    }

    Path file() {
        return database.file();
    }

    Instant begun() {
        return begun;
    }

    long octets() {
        return octets;
    }

    /** Whether a journey of this id may be in it. */
    boolean spans(JourneyId id) {
        return first.filter(edge -> edge.compareTo(id) <= 0).isPresent()
                && last.filter(edge -> edge.compareTo(id) >= 0).isPresent();
    }

    /** {@return the newest journey, empty in an empty file} */
    Optional<JourneyId> last() {
        return last;
    }

    /** Whether it holds any journey in {@code [from, to)}. */
    boolean meets(JourneyId from, JourneyId to) {
        return first.filter(edge -> edge.compareTo(to) < 0).isPresent()
                && last.filter(edge -> edge.compareTo(from) >= 0).isPresent();
    }

    /** {@return which of these are in it} */
    Set<JourneyId> present(Set<JourneyId> wanted) throws StorageException {
        if (wanted.isEmpty()) {
            return Set.of();
        }
        return database.read(handle ->
                handle.createQuery("select journey from journey where journey in (<ids>)")
                        .bindList("ids", wanted.stream().map(JourneyFileStore::octets).toList())
                        .map((row, _) -> id(row))
                        .set());
    }

    JournalPlace place() throws StorageException {
        return database.read(handle ->
                handle.createQuery("select file, octets from place")
                        .map((row, _) ->
                                new JournalPlace(row.getLong("file"), row.getLong("octets")))
                        .one());
    }

    /** Makes changes and remembers the place, in one transaction. */
    void apply(List<JourneyChange> changes, Optional<JournalPlace> place) throws IOException {
        database.write(handle -> {
            write(handle, changes);
            place.ifPresent(at ->
                    handle.execute(
                            "update place set file = ?, octets = ?", at.file(), at.octets()));
            return changes.size();
        });
        for (JourneyChange change : changes) {
            JourneyId id = change.journey();
            first = Optional.of(first.filter(edge -> edge.compareTo(id) < 0).orElse(id));
            last = Optional.of(last.filter(edge -> edge.compareTo(id) > 0).orElse(id));
        }
        octets = database.octets();
    }

    private void write(Handle handle, List<JourneyChange> changes) {
        writeGists(handle, changes);
        PreparedBatch stubs = handle.prepareBatch(STUB);
        PreparedBatch recipients = handle.prepareBatch(UPSERT_RECIPIENT);
        PreparedBatch domains = handle.prepareBatch(INSERT_DOMAIN);
        PreparedBatch events = handle.prepareBatch(INSERT_EVENT);
        for (JourneyChange change : changes) {
            byte[] id = octets(change.journey());
            stubs.add((Object) id);
            for (RecipientState state : change.recipients()) {
                recipients.add(
                        id,
                        JourneyGist.lower(state.recipient()),
                        state.recipient(),
                        state.outcome(),
                        state.text(),
                        state.rule(),
                        state.action(),
                        change.sequence());
            }
            for (String domain : JourneyGist.domains(change)) {
                domains.add(domain, id);
            }
            events.add(
                    id,
                    change.sequence(),
                    change.at().toEpochMilli(),
                    change.kind(),
                    change.line());
        }
        execute(stubs, recipients, domains, events);
    }

    private static void execute(PreparedBatch... batches) {
        for (PreparedBatch batch : batches) {
            if (batch.size() > 0) {
                batch.execute();
            }
        }
    }

    private void writeGists(Handle handle, List<JourneyChange> changes) {
        Map<JourneyId, JourneyGist> gists = JourneyGist.gather(changes);
        if (gists.isEmpty()) {
            return;
        }
        Map<JourneyId, JourneyGist> known =
                handle
                        .createQuery("select * from journey where journey in (<ids>)")
                        .bindList(
                                "ids",
                                gists.keySet().stream().map(JourneyFileStore::octets).toList())
                        .map((row, _) -> Map.entry(id(row), gist(row)))
                        .stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        JourneyGist.addKnown(gists, known);
        PreparedBatch journeys = handle.prepareBatch(UPSERT_JOURNEY);
        gists.forEach((id, gist) -> add(journeys, octets(id), gist));
        if (sealed) {
            known.keySet().forEach(id -> handle.execute(UNINDEX, octets(id)));
        }
        execute(journeys);
        if (sealed) {
            gists.keySet().forEach(id -> handle.execute(INDEX, octets(id)));
        }
    }

    static JourneyGist gist(ResultSet row) throws SQLException {
        return new JourneyGist(facts(row), row.getString("haystack"));
    }

    private static void add(PreparedBatch batch, byte[] id, JourneyGist gist) {
        JourneyFacts facts = gist.facts();
        batch.add(
                id,
                facts.listener(),
                facts.client(),
                facts.helo(),
                facts.user(),
                facts.sender(),
                facts.octets(),
                facts.subject(),
                facts.messageId(),
                facts.status(),
                facts.verdict(),
                gist.haystack());
    }

    /** Makes the index for parts of texts; from now on no journey is added. */
    void seal() throws IOException {
        database.write(handle -> {
            handle.execute(
                    "create virtual table found using fts5(haystack, content = 'journey',"
                            + " content_rowid = 'id', tokenize = 'trigram case_sensitive 1',"
                            + " detail = none)");
            return handle.execute("insert into found (found) values ('rebuild')");
        });
        sealed = true;
        octets = database.octets();
    }

    boolean isSealed() {
        return sealed;
    }

    /** {@return the newest journeys in it that the query asks for, at most so many} */
    List<JourneyRow> find(JourneyQuery query, int most) throws StorageException {
        return database.read(handle -> {
            List<JourneyRow> rows = new ArrayList<>();
            for (JourneyId id : ids(handle, query, most)) {
                row(handle, id).ifPresent(rows::add);
            }
            return rows;
        });
    }

    private List<JourneyId> ids(Handle handle, JourneyQuery query, int most) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("first", octets(query.first()));
        values.put("end", octets(query.end()));
        values.put("most", most);
        List<Field> fields = query.equal().keySet().stream().sorted().toList();
        fields.forEach(field -> values.put(field.name(), value(field, query)));
        boolean byTrigram = sealed && query.containing().length() >= TRIGRAM;
        if (!query.containing().isEmpty()) {
            values.put("needle", JourneyGist.lower(query.containing()));
        }
        if (byTrigram) {
            values.put("trigrams", trigrams(JourneyGist.lower(query.containing())));
        }
        return handle.createQuery(sql(query, fields, byTrigram))
                .bindMap(values)
                .map((row, _) -> id(row))
                .list();
    }

    static String value(Field field, JourneyQuery query) {
        String value = query.equal().getOrDefault(field, "");
        return switch (field) {
            case RULE, STATUS, ACTION, OUTCOME, MESSAGE_ID -> value;
            case RECIPIENT, SENDER, CLIENT, DOMAIN -> JourneyGist.lower(value);
        };
    }

    /** Every three characters in a row must be there; that they are in a row is looked at after. */
    static String trigrams(String needle) {
        int[] characters = needle.codePoints().toArray();
        return IntStream.rangeClosed(0, characters.length - TRIGRAM)
                .mapToObj(i -> new String(characters, i, TRIGRAM))
                .distinct()
                .map(trigram -> '"' + trigram.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(" AND "));
    }

    /**
     * The first field leads: its index gives the journeys in their order, and the rest is looked at
     * one by one until there are enough. A plus sign keeps SQLite from choosing another index.
     */
    private static String sql(JourneyQuery query, List<Field> fields, boolean byTrigram) {
        Optional<Field> leader = byTrigram ? Optional.empty() : fields.stream().findFirst();
        boolean ofRecipient = fields.stream().anyMatch(JourneyFileStore::isOfRecipient);
        boolean recipientLeads = leader.filter(JourneyFileStore::isOfRecipient).isPresent();
        boolean domainLeads = leader.filter(field -> field == Field.DOMAIN).isPresent();
        String key = recipientLeads ? "r.journey" : domainLeads ? "d.journey" : "j.journey";
        var from = new LinkedHashSet<String>();
        List<String> where = new ArrayList<>();
        if (byTrigram) {
            from.add("found f");
        }
        if (recipientLeads) {
            from.add("recipient r");
        }
        if (domainLeads) {
            from.add("domain d");
            where.add("d.journey = j.journey");
        }
        from.add("journey j");
        if (ofRecipient) {
            from.add("recipient r");
        }
        where.add("%s >= :first and %s < :end".formatted(key, key));
        if (byTrigram) {
            where.add("found match :trigrams and j.id = f.rowid");
        }
        if (ofRecipient) {
            where.add("r.journey = j.journey");
        }
        if (!query.containing().isEmpty()) {
            where.add("instr(j.haystack, :needle) > 0");
        }
        for (Field field : fields) {
            where.add(condition(field, leader.filter(field::equals).isPresent()));
        }
        return "select distinct %s as journey from %s where %s order by %s desc limit :most"
                .formatted(
                        key, String.join(" cross join ", from), String.join(" and ", where), key);
    }

    static boolean isOfRecipient(Field field) {
        return switch (field) {
            case RECIPIENT, RULE, ACTION, OUTCOME -> true;
            case MESSAGE_ID, SENDER, CLIENT, STATUS, DOMAIN -> false;
        };
    }

    private static String condition(Field field, boolean leads) {
        if (field == Field.DOMAIN) {
            return leads
                    ? "d.domain = :DOMAIN"
                    : "exists (select 1 from domain d where d.domain = :DOMAIN"
                            + " and d.journey = j.journey)";
        }
        String plus = leads ? "" : "+";
        return plus
                + switch (field) {
                    case MESSAGE_ID -> "j.message_id = :MESSAGE_ID";
                    case SENDER -> "lower(j.sender) = :SENDER";
                    case CLIENT -> "j.client = :CLIENT";
                    case STATUS -> "j.status = :STATUS";
                    case RECIPIENT -> "r.mailbox = :RECIPIENT";
                    case RULE -> "r.rule = :RULE";
                    case ACTION -> "r.action = :ACTION";
                    case OUTCOME -> "r.outcome = :OUTCOME";
                    case DOMAIN -> throw new IllegalStateException("said above");
                };
    }

    Optional<JourneyStory> story(JourneyId id) throws StorageException {
        return database.read(handle ->
                row(handle, id)
                        .map(row ->
                                new JourneyStory(
                                        row,
                                        handle.createQuery(
                                                        "select line from event where journey = :id"
                                                                + " order by sequence")
                                                .bind("id", octets(id))
                                                .mapTo(String.class)
                                                .list())));
    }

    private static Optional<JourneyRow> row(Handle handle, JourneyId id) {
        List<RecipientState> recipients =
                handle.createQuery(
                                "select recipient, outcome, text, rule, action from recipient"
                                        + " where journey = :id order by mailbox")
                        .bind("id", octets(id))
                        .map((row, _) -> recipient(row))
                        .list();
        return handle.createQuery("select * from journey where journey = :id")
                .bind("id", octets(id))
                .map((row, _) -> new JourneyRow(id, begun(id), facts(row), recipients))
                .findFirst();
    }

    static Instant begun(JourneyId id) {
        return Instant.ofEpochMilli(id.high() >>> 16);
    }

    static RecipientState recipient(ResultSet row) throws SQLException {
        return new RecipientState(
                row.getString("recipient"),
                row.getString("outcome"),
                row.getString("text"),
                row.getString("rule"),
                row.getString("action"));
    }

    static JourneyFacts facts(ResultSet row) throws SQLException {
        return new JourneyFacts(
                row.getString("listener"),
                row.getString("client"),
                row.getString("helo"),
                row.getString("user_name"),
                row.getString("sender"),
                row.getLong("octets"),
                row.getString("subject"),
                row.getString("message_id"),
                row.getString("status"),
                row.getString("verdict"));
    }

    private static byte[] octets(JourneyId id) {
        return ByteBuffer.allocate(16).putLong(id.high()).putLong(id.low()).array();
    }

    private static JourneyId id(ResultSet row) throws SQLException {
        ByteBuffer octets = ByteBuffer.wrap(row.getBytes("journey"));
        return new JourneyId(octets.getLong(), octets.getLong());
    }

    @Override
    public void close() {
        database.close();
    }
}
