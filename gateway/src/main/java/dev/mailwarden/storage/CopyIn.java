package dev.mailwarden.storage;

import dev.mailwarden.storage.StorageException.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;

/** Rows on their way into PostgreSQL by COPY, in its text form. For one thread. */
public final class CopyIn {

    private final StringBuilder text = new StringBuilder();

    /** Adds a row. */
    public void row(Object... values) {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                text.append('\t');
            }
            escape(values[i].toString());
        }
        text.append('\n');
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> text.append(c);
            }
        }
    }

    /** Sends all rows into a table of the handle's transaction. */
    public void into(Handle handle, String table) throws StorageException {
        try {
            handle.getConnection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy %s from stdin".formatted(table),
                            new StringReader(text.toString()));
        } catch (SQLException e) {
            throw Failures.of(table, e);
        } catch (IOException e) {
            throw new StorageException(Reason.UNAVAILABLE, "COPY into " + table + " failed", e);
        }
    }
}
