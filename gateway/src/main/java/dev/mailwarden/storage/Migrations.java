package dev.mailwarden.storage;

import dev.mailwarden.storage.StorageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * The numbered scripts that make one component's tables. Each runs once, in one transaction with
 * the row that remembers it, so that a crash leaves either both or neither. A script that has run
 * is never edited: its checksum is compared at every start.
 *
 * <p>Script 2 of component {@code kept} is the resource {@code kept-002.sqlite.sql} or {@code
 * kept-002.postgresql.sql} beside the owner. A statement ends with a semicolon at the end of a
 * line.
 *
 * @param owner beside which the scripts lie
 * @param component names the tables' component in the history
 * @param count the scripts are numbered from 1 to this
 */
public record Migrations(Class<?> owner, String component, int count) {

    private static final Pattern END_OF_STATEMENT = Pattern.compile(";\\s*(\\R|$)");
    private static final Pattern COMMENT = Pattern.compile("(?m)^--.*$");

    private static final String HISTORY =
            """
            create table if not exists schema_history (
              component text not null,
              number integer not null,
              checksum text not null,
              primary key (component, number))\
            """;

    /**
     * Brings the schema up to date.
     *
     * @param handle in a transaction that nobody else's migration runs beside
     */
    void apply(Handle handle, Engine engine) throws StorageException {
        handle.execute(HISTORY);
        Map<Integer, String> done =
                handle.createQuery(
                                "select number, checksum from schema_history where component = :c")
                        .bind("c", component)
                        .reduceRows(
                                new java.util.TreeMap<Integer, String>(),
                                (known, row) -> {
                                    known.put(
                                            row.getColumn("number", Integer.class),
                                            row.getColumn("checksum", String.class));
                                    return known;
                                });
        refuseNewer(done);
        for (int number = 1; number <= count; number++) {
            String script = script(engine, number);
            String checksum = checksum(script);
            String before = done.getOrDefault(number, "");
            if (before.isEmpty()) {
                run(handle, number, script, checksum);
            } else if (!before.equals(checksum)) {
                throw new StorageException(
                        Reason.FOREIGN,
                        "script %d of %s is not the one that made this database"
                                .formatted(number, component));
            }
        }
    }

    private void refuseNewer(Map<Integer, String> done) throws StorageException {
        int newest = done.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (newest > count) {
            throw new StorageException(
                    Reason.FOREIGN,
                    ("the database was made by a newer Mailwarden: its schema of %s is number %d,"
                                    + " this version knows %d")
                            .formatted(component, newest, count));
        }
    }

    private void run(Handle handle, int number, String script, String checksum) {
        statements(script).forEach(handle::execute);
        handle.execute(
                "insert into schema_history (component, number, checksum) values (?, ?, ?)",
                component,
                number,
                checksum);
    }

    static List<String> statements(String script) {
        List<String> result = new ArrayList<>();
        for (String piece : END_OF_STATEMENT.split(COMMENT.matcher(script).replaceAll(""), -1)) {
            if (!piece.isBlank()) {
                result.add(piece.strip());
            }
        }
        return result;
    }

    private String script(Engine engine, int number) throws StorageException {
        String name =
                String.format(Locale.ROOT, "%s-%03d.%s.sql", component, number, engine.script());
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new StorageException(Reason.FAULT, "there is no script " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(Reason.FAULT, "script " + name + " cannot be read", e);
        }
    }

    private static String checksum(String script) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(script.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
