package dev.mailwarden.track;

import dev.mailwarden.message.JourneyId;
import dev.mailwarden.storage.Database;
import dev.mailwarden.storage.Migrations;
import dev.mailwarden.storage.StorageException;
import dev.mailwarden.track.JourneyQuery.Field;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Journeys of all nodes in PostgreSQL. Ids sort by time, so that a time is a range of ids: the
 * tables are partitioned by it, and deleting the oldest is dropping tables. Rows come by COPY into
 * a table of the transaction's own, and from there where they belong.
 */
public final class SharedJourneyStore implements JourneyStore {

    /** What the database must have been opened with. */
    public static final Migrations SCHEMA =
            new Migrations(SharedJourneyStore.class, "shared-journeys", 1);

    /** A partition is such a part of the age limit, and a day at most. */
    private static final int PARTS = 16;

    private static final List<Duration> WIDTHS =
            List.of(
                    Duration.ofDays(1),
                    Duration.ofHours(12),
                    Duration.ofHours(6),
                    Duration.ofHours(4),
                    Duration.ofHours(2),
                    Duration.ofHours(1));

    private static final List<String> TABLES = List.of("journey", "recipient", "domain", "event");

    /** Nodes make and drop partitions one after the other. */
    private static final long PARTITION_LOCK = 0x4d57_4a4f_5552_4e45L;

    private final Database database;
    private final String node;
    private final Supplier<EmbeddedJourneyStore.Limits> limits;
    private final InstantSource clock;

    /** Partitions known to be there, by their first millisecond; ends by their beginning. */
    private final Map<Long, Long> known = new TreeMap<>();

    /**
     * Opens the store; the server need not be there yet.
     *
     * @param database PostgreSQL, opened with {@link #SCHEMA}; closed with this
     * @param node whose journal the rows are made from
     * @param limits asked at each change
     */
    public static SharedJourneyStore open(
            Database database,
            String node,
            Supplier<EmbeddedJourneyStore.Limits> limits,
            InstantSource clock) {
        return new SharedJourneyStore(database, node, limits, clock);
    }

    private SharedJourneyStore(
            Database database,
            String node,
            Supplier<EmbeddedJourneyStore.Limits> limits,
            InstantSource clock) {
        this.database = database;
        this.node = node;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public JournalPlace place() throws IOException {
        return database.read(handle ->
                handle.createQuery("select file, octets from journal_place where node = :node")
                        .bind("node", node)
                        .map((row, _) ->
                                new JournalPlace(row.getLong("file"), row.getLong("octets")))
                        .findFirst()
                        .orElse(JournalPlace.BEGINNING));
    }

    @Override
    public void apply(List<JourneyChange> changes, JournalPlace place) throws IOException {
        List<JourneyChange> kept = new ArrayList<>(changes);
        Instant notBefore = clock.instant().minus(limits.get().age());
        kept.removeIf(change -> JourneyFileStore.begun(change.journey()).isBefore(notBefore));
        try {
            partition(kept);
            database.write(handle -> {
                SharedJourneyWriter.write(handle, kept, gists(handle, kept));
                return handle.execute(
                        "insert into journal_place (node, file, octets) values (?, ?, ?) on conflict"
                                + " (node) do update set file = excluded.file, octets = excluded.octets",
                        node,
                        place.file(),
                        place.octets());
            });
        } catch (StorageException e) {
            known.clear(); // perhaps another node dropped one
            throw e;
        }
        prune(notBefore);
    }

    /** No other node writes these journeys, so what was read here stands until it is written. */
    private static Map<JourneyId, JourneyGist> gists(Handle handle, List<JourneyChange> changes) {
        Map<JourneyId, JourneyGist> gists = JourneyGist.gather(changes);
        JourneyGist.addKnown(
                gists,
                handle
                        .createQuery("select * from journey where journey = any(:ids)")
                        .bindArray(
                                "ids",
                                UUID.class,
                                gists.keySet().stream().map(SharedJourneyWriter::uuid).toList())
                        .map((row, _) -> Map.entry(journey(row), JourneyFileStore.gist(row)))
                        .stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        return gists;
    }

    /** Makes the partitions that changes go to, in a transaction of their own. */
    private void partition(List<JourneyChange> changes) throws StorageException {
        Set<Long> begins = new HashSet<>();
        for (JourneyChange change : changes) {
            long millis = JourneyFileStore.begun(change.journey()).toEpochMilli();
            if (!isKnown(millis)) {
                begins.add(millis - Math.floorMod(millis, width().toMillis()));
            }
        }
        if (begins.isEmpty()) {
            return;
        }
        database.write(handle -> {
            handle.execute("select pg_advisory_xact_lock(?)", PARTITION_LOCK);
            readPartitions(handle);
            for (long begin : begins) {
                createPartition(handle, begin, begin + width().toMillis());
            }
            return begins.size();
        });
    }

    private boolean isKnown(long millis) {
        return known.entrySet().stream()
                .anyMatch(part -> part.getKey() <= millis && millis < part.getValue());
    }

    private Duration width() {
        Duration part = limits.get().age().dividedBy(PARTS);
        return WIDTHS.stream()
                .filter(width -> width.compareTo(part) <= 0)
                .findFirst()
                .orElse(WIDTHS.getLast());
    }

    private void readPartitions(Handle handle) {
        known.clear();
        handle.createQuery("select begun, ended from journey_partition")
                .map((row, _) -> Map.entry(row.getLong("begun"), row.getLong("ended")))
                .forEach(part -> known.put(part.getKey(), part.getValue()));
    }

    /** Where the width was another before, a partition fills what is free. */
    private void createPartition(Handle handle, long wantedBegin, long wantedEnd) {
        long begin = wantedBegin;
        for (Map.Entry<Long, Long> part : known.entrySet()) {
            if (part.getKey() <= begin && begin < part.getValue()) {
                begin = part.getValue();
            }
        }
        long end = wantedEnd;
        for (long other : known.keySet()) {
            end = other > begin ? Math.min(end, other) : end;
        }
        if (begin >= end) {
            return;
        }
        for (String table : TABLES) {
            handle.execute(
                    "create table %s_%d partition of %s for values from ('%s') to ('%s')"
                            .formatted(table, begin, table, edge(begin), edge(end)));
        }
        handle.execute("insert into journey_partition (begun, ended) values (?, ?)", begin, end);
        known.put(begin, end);
    }

    private static UUID edge(long millis) {
        return new UUID(millis << 16, 0);
    }

    /** Drops what is too old, and the oldest while it is too much. */
    private void prune(Instant notBefore) throws StorageException {
        Set<Long> old = new HashSet<>(known.keySet());
        old.removeIf(begin -> !Instant.ofEpochMilli(begin).isBefore(notBefore));
        boolean tooMuch = known.size() > 1 && octets() > limits.get().octets();
        if (old.isEmpty() && !tooMuch) {
            return;
        }
        if (tooMuch) {
            old.add(((TreeMap<Long, Long>) known).firstKey());
        }
        database.write(handle -> {
            handle.execute("select pg_advisory_xact_lock(?)", PARTITION_LOCK);
            for (long begin : old) {
                TABLES.forEach(table ->
                        handle.execute("drop table if exists %s_%d".formatted(table, begin)));
                handle.execute("delete from journey_partition where begun = ?", begin);
            }
            readPartitions(handle);
            return old.size();
        });
    }

    private long octets() throws StorageException {
        return database.read(handle ->
                handle.createQuery(
                                """
                                select coalesce(sum(pg_total_relation_size(inhrelid)), 0)
                                from pg_inherits where inhparent in ('journey'::regclass,
                                  'recipient'::regclass, 'domain'::regclass, 'event'::regclass)\
                                """)
                        .mapTo(Long.class)
                        .one());
    }

    @Override
    public JourneyPage find(JourneyQuery query) throws IOException {
        return database.read(handle -> {
            List<JourneyRow> rows = rows(handle, ids(handle, query));
            boolean full = rows.size() > query.most();
            List<JourneyRow> page = full ? rows.subList(0, query.most()) : rows;
            return new JourneyPage(
                    page, full ? Optional.of(page.getLast().journey()) : Optional.empty(), true);
        });
    }

    private static List<UUID> ids(Handle handle, JourneyQuery query) {
        Map<String, Object> values = new LinkedHashMap<>();
        List<String> ofJourney = new ArrayList<>();
        List<String> ofRecipient = new ArrayList<>();
        query.equal()
                .forEach((field, value) -> {
                    values.put(field.name(), JourneyFileStore.value(field, query));
                    (JourneyFileStore.isOfRecipient(field) ? ofRecipient : ofJourney)
                            .add(condition(field));
                });
        if (!query.containing().isEmpty()) {
            values.put("needle", "%" + escaped(JourneyGist.lower(query.containing())) + "%");
            ofJourney.add("j.haystack like :needle escape '!'");
        }
        if (!ofRecipient.isEmpty()) {
            ofJourney.add(
                    "exists (select from recipient r where r.journey = j.journey and "
                            + String.join(" and ", ofRecipient)
                            + ")");
        }
        ofJourney.add("j.journey >= :first and j.journey < :end");
        return handle.createQuery(
                        "select j.journey from journey j where %s order by j.journey desc limit :most"
                                .formatted(String.join(" and ", ofJourney)))
                .bindMap(values)
                .bind("first", SharedJourneyWriter.uuid(query.first()))
                .bind("end", SharedJourneyWriter.uuid(query.end()))
                .bind("most", query.most() + 1)
                .mapTo(UUID.class)
                .list();
    }

    private static String condition(Field field) {
        return switch (field) {
            case MESSAGE_ID -> "j.message_id = :MESSAGE_ID";
            case SENDER -> "lower(j.sender) = :SENDER";
            case CLIENT -> "j.client = :CLIENT";
            case STATUS -> "j.status = :STATUS";
            case DOMAIN ->
                    "exists (select from domain d where d.domain = :DOMAIN and d.journey = j.journey)";
            case RECIPIENT -> "r.mailbox = :RECIPIENT";
            case RULE -> "r.rule = :RULE";
            case ACTION -> "r.action = :ACTION";
            case OUTCOME -> "r.outcome = :OUTCOME";
        };
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    private static List<JourneyRow> rows(Handle handle, List<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<UUID, List<RecipientState>> recipients = new LinkedHashMap<>();
        handle.createQuery(
                        "select * from recipient where journey = any(:ids) order by journey,"
                                + " mailbox collate \"C\"")
                .bindArray("ids", UUID.class, ids)
                .map((row, _) -> Map.entry(id(row), JourneyFileStore.recipient(row)))
                .forEach(row ->
                        recipients
                                .computeIfAbsent(row.getKey(), _ -> new ArrayList<>())
                                .add(row.getValue()));
        return handle.createQuery(
                        "select * from journey where journey = any(:ids) order by journey desc")
                .bindArray("ids", UUID.class, ids)
                .map((row, _) -> row(row, recipients.getOrDefault(id(row), List.of())))
                .list();
    }

    private static UUID id(ResultSet row) throws SQLException {
        return row.getObject("journey", UUID.class);
    }

    private static JourneyId journey(ResultSet row) throws SQLException {
        UUID uuid = id(row);
        return new JourneyId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    private static JourneyRow row(ResultSet row, List<RecipientState> recipients)
            throws SQLException {
        JourneyId id = journey(row);
        return new JourneyRow(
                id, JourneyFileStore.begun(id), JourneyFileStore.facts(row), recipients);
    }

    @Override
    public Optional<JourneyStory> story(JourneyId journey) throws IOException {
        return database.read(handle ->
                rows(handle, List.of(SharedJourneyWriter.uuid(journey))).stream()
                        .findFirst()
                        .map(row ->
                                new JourneyStory(
                                        row,
                                        handle.createQuery(
                                                        "select line from event where journey = :id"
                                                                + " order by sequence")
                                                .bind("id", SharedJourneyWriter.uuid(journey))
                                                .mapTo(String.class)
                                                .list())));
    }

    @Override
    public Stock stock() throws IOException {
        EmbeddedJourneyStore.Limits now = limits.get();
        Optional<Instant> oldest =
                database.read(handle ->
                        handle.createQuery("select min(begun) from journey_partition")
                                .mapTo(Long.class)
                                .findFirst()
                                .map(Instant::ofEpochMilli));
        return new Stock(octets(), now.octets(), oldest, oldest.map(at -> at.plus(now.age())));
    }

    @Override
    public void close() {
        database.close();
    }
}
