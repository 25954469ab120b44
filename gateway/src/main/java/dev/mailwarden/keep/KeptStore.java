package dev.mailwarden.keep;

import dev.mailwarden.message.Kept;
import dev.mailwarden.message.KeptId;
import dev.mailwarden.storage.Database;
import dev.mailwarden.storage.Migrations;
import dev.mailwarden.storage.Storable;
import dev.mailwarden.storage.StorageException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The rows of kept copies, in either engine's SQL. Every row belongs to the node that has the body;
 * all are found by all.
 */
final class KeptStore {

    /** Its tables, for all stores of one database. */
    static final Migrations SCHEMA = new Migrations(KeptStore.class, "kept", 1);

    /** Between the texts that are searched together; no text has it. */
    private static final String SEPARATOR = "\n";

    private static final String COLUMNS =
            "id, at, sender, client, subject, message_id, module, status, rule, action, verdict,"
                    + " octets, end_at, end_way";

    private final Database database;
    private final String store;
    private final String node;

    /**
     * Takes one store's rows.
     *
     * @param store such as {@code backup}
     * @param node whose bodies are here
     */
    KeptStore(Database database, String store, String node) {
        this.database = database;
        this.store = store;
        this.node = node;
    }

    /** {@return false if there was a row} */
    boolean insert(Kept given) throws StorageException {
        Kept copy = storable(given);
        return database.write(handle -> {
            int inserted =
                    handle.createUpdate(
                                    """
                                    insert into kept (store, id, node, at, journey, sender, client,
                                      subject, message_id, module, status, rule, action, verdict,
                                      octets, search, end_at, end_way)
                                    values (:store, :id, :node, :at, :journey, :sender, :client,
                                      :subject, :message_id, :module, :status, :rule, :action,
                                      :verdict, :octets, :search, :end_at, :end_way)
                                    on conflict (store, id) do nothing\
                                    """)
                            .bind("store", store)
                            .bind("node", node)
                            .bindMap(columns(copy))
                            .execute();
            if (inserted > 0) {
                insertRecipients(handle, copy);
            }
            return inserted > 0;
        });
    }

    /** What strangers wrote, as databases take it. */
    private static Kept storable(Kept given) {
        return new Kept(
                given.id(),
                given.at(),
                Storable.text(given.sender()),
                given.recipients().stream().map(Storable::text).toList(),
                Storable.text(given.client()),
                Storable.text(given.subject()),
                Storable.text(given.messageId()),
                Storable.text(given.module()),
                Storable.text(given.status()),
                Storable.text(given.rule()),
                Storable.text(given.action()),
                Storable.text(given.verdict()),
                given.octets(),
                given.end());
    }

    private static Map<String, Object> columns(Kept copy) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("id", copy.id().toString());
        columns.put("at", copy.at().toEpochMilli());
        columns.put("journey", copy.id().journey().toString());
        columns.put("sender", copy.sender());
        columns.put("client", copy.client());
        columns.put("subject", copy.subject());
        columns.put("message_id", copy.messageId());
        columns.put("module", copy.module());
        columns.put("status", copy.status());
        columns.put("rule", copy.rule());
        columns.put("action", copy.action());
        columns.put("verdict", copy.verdict());
        columns.put("octets", copy.octets());
        columns.put("search", search(copy));
        // 0 and no way stand for none: both engines index them as any other.
        columns.put("end_at", copy.end().map(end -> end.at().toEpochMilli()).orElse(0L));
        columns.put("end_way", copy.end().map(end -> end.way().name()).orElse(""));
        return columns;
    }

    private static String search(Kept copy) {
        return lower(
                String.join(
                        SEPARATOR,
                        copy.sender(),
                        String.join(SEPARATOR, copy.recipients()),
                        copy.subject(),
                        copy.messageId()));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private void insertRecipients(Handle handle, Kept copy) {
        var batch =
                handle.prepareBatch(
                        "insert into kept_recipient (store, id, place, recipient, lower_recipient)"
                                + " values (?, ?, ?, ?, ?)");
        for (int place = 0; place < copy.recipients().size(); place++) {
            String recipient = copy.recipients().get(place);
            batch.add(store, copy.id().toString(), place, recipient, lower(recipient));
        }
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    Optional<Kept> get(KeptId id) throws StorageException {
        return database.read(handle ->
                withRecipients(
                                handle,
                                handle.createQuery(
                                                "select %s from kept where store = :store and id = :id"
                                                        .formatted(COLUMNS))
                                        .bind("store", store)
                                        .bind("id", id.toString()))
                        .stream()
                        .findFirst());
    }

    List<Kept> find(KeptQuery query) throws StorageException {
        var where = new StringBuilder("store = :store and at >= :from and at < :to");
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("from", query.from().toEpochMilli());
        values.put("to", query.to().toEpochMilli());
        query.equal()
                .forEach((field, value) -> {
                    where.append(" and ").append(condition(field));
                    values.put(
                            field.name(),
                            field == KeptQuery.Field.MESSAGE_ID ? value : lower(value));
                });
        if (!query.containing().isEmpty()) {
            where.append(" and search like :containing escape '!'");
            values.put("containing", "%" + escaped(lower(query.containing())) + "%");
        }
        if (query.leastOctets() > 0 || query.mostOctets() < Long.MAX_VALUE) {
            where.append(" and octets between :least and :largest");
            values.put("least", query.leastOctets());
            values.put("largest", query.mostOctets());
        }
        if (query.before().isPresent()) {
            where.append(" and id < :before");
            values.put("before", query.before().get().toString());
        }
        String sql =
                "select %s from kept where %s order by id desc limit :most"
                        .formatted(COLUMNS, where);
        return database.read(handle ->
                withRecipients(
                        handle,
                        handle.createQuery(sql)
                                .bind("store", store)
                                .bind("most", query.most())
                                .bindMap(values)));
    }

    private static String condition(KeptQuery.Field field) {
        return switch (field) {
            case JOURNEY -> "journey = :JOURNEY";
            case SENDER -> "lower(sender) = :SENDER";
            case RECIPIENT ->
                    "id in (select id from kept_recipient r where r.store = :store"
                            + " and r.lower_recipient = :RECIPIENT)";
            case MESSAGE_ID -> "message_id = :MESSAGE_ID";
            case CLIENT -> "client = :CLIENT";
            case STATUS -> "lower(status) = :STATUS";
            case ACTION -> "lower(action) = :ACTION";
            case RULE -> "lower(rule) = :RULE";
        };
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    private List<Kept> withRecipients(Handle handle, Query query) {
        List<Kept> copies = new ArrayList<>();
        for (Kept copy : query.map((row, _) -> copy(row)).list()) {
            List<String> recipients =
                    handle.createQuery(
                                    "select recipient from kept_recipient where store = :store"
                                            + " and id = :id order by place")
                            .bind("store", store)
                            .bind("id", copy.id().toString())
                            .mapTo(String.class)
                            .list();
            copies.add(
                    new Kept(
                            copy.id(),
                            copy.at(),
                            copy.sender(),
                            recipients,
                            copy.client(),
                            copy.subject(),
                            copy.messageId(),
                            copy.module(),
                            copy.status(),
                            copy.rule(),
                            copy.action(),
                            copy.verdict(),
                            copy.octets(),
                            copy.end()));
        }
        return copies;
    }

    /** Without its recipients. */
    private static Kept copy(ResultSet row) throws SQLException {
        String way = row.getString("end_way");
        return new Kept(
                id(row.getString("id")),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("sender"),
                List.of(),
                row.getString("client"),
                row.getString("subject"),
                row.getString("message_id"),
                row.getString("module"),
                row.getString("status"),
                row.getString("rule"),
                row.getString("action"),
                row.getString("verdict"),
                row.getLong("octets"),
                way.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new Kept.End(
                                        Instant.ofEpochMilli(row.getLong("end_at")),
                                        Kept.Way.valueOf(way))));
    }

    private static KeptId id(String text) {
        return KeptId.parse(text)
                .orElseThrow(() -> new IllegalStateException("no id of a copy: " + text));
    }

    /** {@return whether there was a row} */
    boolean delete(KeptId id) throws StorageException {
        return database.write(handle -> {
            for (String table :
                    List.of("kept_handover_recipient", "kept_handover", "kept_recipient")) {
                handle.execute(
                        "delete from %s where store = ? and id = ?".formatted(table),
                        store,
                        id.toString());
            }
            return handle.execute(
                            "delete from kept where store = ? and id = ?", store, id.toString())
                    > 0;
        });
    }

    /** {@return the oldest copies whose bodies are here} */
    List<KeptId> oldest(int most) throws StorageException {
        return ids("order by id limit :most", Map.of("most", most));
    }

    /** {@return copies here whose end has come, the longest due first} */
    List<KeptId> due(Instant now, int most) throws StorageException {
        return ids(
                "and end_at > 0 and end_at <= :now order by end_at limit :most",
                Map.of("now", now.toEpochMilli(), "most", most));
    }

    /** {@return all copies whose bodies are here} */
    List<KeptId> all() throws StorageException {
        return ids("order by id", Map.of());
    }

    private List<KeptId> ids(String rest, Map<String, ?> values) throws StorageException {
        return database.read(handle ->
                handle.createQuery(
                                "select id from kept where store = :store and node = :node " + rest)
                        .bind("store", store)
                        .bind("node", node)
                        .bindMap(values)
                        .map((row, _) -> id(row.getString("id")))
                        .list());
    }

    Optional<Instant> oldestAt() throws StorageException {
        return database.read(handle ->
                handle.createQuery(
                                "select at from kept where store = :store and node = :node"
                                        + " order by id limit 1")
                        .bind("store", store)
                        .bind("node", node)
                        .map((row, _) -> Instant.ofEpochMilli(row.getLong("at")))
                        .findFirst());
    }

    void handedOver(KeptId id, Handover handover) throws StorageException {
        database.write(handle -> {
            int number =
                    handle.createQuery(
                                    "select count(*) from kept_handover where store = :store and id = :id")
                            .bind("store", store)
                            .bind("id", id.toString())
                            .mapTo(Integer.class)
                            .one();
            handle.execute(
                    "insert into kept_handover (store, id, number, at, asked_by, outcome)"
                            + " values (?, ?, ?, ?, ?, ?)",
                    store,
                    id.toString(),
                    number,
                    handover.at().toEpochMilli(),
                    handover.by(),
                    handover.outcome());
            for (int place = 0; place < handover.recipients().size(); place++) {
                handle.execute(
                        "insert into kept_handover_recipient (store, id, number, place, recipient)"
                                + " values (?, ?, ?, ?, ?)",
                        store,
                        id.toString(),
                        number,
                        place,
                        handover.recipients().get(place));
            }
            return number;
        });
    }

    List<Handover> handovers(KeptId id) throws StorageException {
        return database.read(handle -> {
            Map<Integer, List<String>> recipients = new LinkedHashMap<>();
            handle.createQuery(
                            "select number, recipient from kept_handover_recipient"
                                    + " where store = :store and id = :id order by number, place")
                    .bind("store", store)
                    .bind("id", id.toString())
                    .map((row, _) -> Map.entry(row.getInt("number"), row.getString("recipient")))
                    .forEach(row ->
                            recipients
                                    .computeIfAbsent(row.getKey(), _ -> new ArrayList<>())
                                    .add(row.getValue()));
            return handle.createQuery(
                            "select number, at, asked_by, outcome from kept_handover"
                                    + " where store = :store and id = :id order by number")
                    .bind("store", store)
                    .bind("id", id.toString())
                    .map((row, _) ->
                            new Handover(
                                    Instant.ofEpochMilli(row.getLong("at")),
                                    recipients.getOrDefault(row.getInt("number"), List.of()),
                                    row.getString("asked_by"),
                                    row.getString("outcome")))
                    .list();
        });
    }
}
