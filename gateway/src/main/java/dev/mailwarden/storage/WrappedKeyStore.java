package dev.mailwarden.storage;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Wrapped keys in the database that nodes share, so that each can read what another kept. */
public final class WrappedKeyStore implements WrappedKeys {

    /** Its tables. */
    public static final Migrations SCHEMA =
            new Migrations(WrappedKeyStore.class, "wrapped-keys", 1);

    private final Database database;

    /** The database must have been opened with {@link #SCHEMA}. */
    public WrappedKeyStore(Database database) {
        this.database = database;
    }

    @Override
    public List<WrappedKey> read() throws IOException {
        return database.read(WrappedKeyStore::all);
    }

    private static List<WrappedKey> all(Handle handle) {
        return handle.createQuery(
                        "select store, number, master, made, sealed from wrapped_key order by place")
                .map((row, _) ->
                        new WrappedKey(
                                row.getString("store"),
                                row.getInt("number"),
                                row.getString("master"),
                                Instant.ofEpochSecond(row.getLong("made")),
                                row.getString("sealed")))
                .list();
    }

    @Override
    public boolean replace(List<WrappedKey> before, List<WrappedKey> after) throws IOException {
        return database.write(handle -> {
            // Two nodes that change keys at once wait for one another here.
            handle.execute("update wrapped_key_lock set turn = turn + 1");
            if (!all(handle).equals(before)) {
                return false;
            }
            handle.execute("delete from wrapped_key");
            for (int i = 0; i < after.size(); i++) {
                WrappedKey key = after.get(i);
                handle.execute(
                        "insert into wrapped_key (place, store, number, master, made, sealed)"
                                + " values (?, ?, ?, ?, ?, ?)",
                        i,
                        key.store(),
                        key.number(),
                        key.master(),
                        key.made().getEpochSecond(),
                        key.sealed());
            }
            return true;
        });
    }
}
