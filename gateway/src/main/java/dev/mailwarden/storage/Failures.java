package dev.mailwarden.storage;

import dev.mailwarden.storage.StorageException.Reason;
import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** Says what the exceptions of drivers mean. */
final class Failures {

    private Failures() {}

    /** {@return the exception to throw instead} */
    static StorageException of(String database, Throwable failure) {
        Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof StorageException known) {
                return known;
            }
            if (cause instanceof SQLException sql) {
                return new StorageException(reason(sql), database + ": " + sql.getMessage(), sql);
            }
            cause = cause.getCause();
        }
        return new StorageException(Reason.FAULT, database + ": " + failure.getMessage(), failure);
    }

    private static Reason reason(SQLException failure) {
        return failure instanceof SQLiteException sqlite
                ? reasonOfSqlite(sqlite)
                : reasonOfState(failure);
    }

    /** The low octet of a result code is its class. */
    private static Reason reasonOfSqlite(SQLiteException failure) {
        return switch (failure.getResultCode().code & 0xff) {
            case 13 -> Reason.FULL; // SQLITE_FULL
            case 11, 26 -> Reason.DAMAGED; // SQLITE_CORRUPT, SQLITE_NOTADB
            case 5, 6, 9 -> Reason.TIME_OUT; // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_INTERRUPT
            case 8, 10, 14 -> Reason.UNAVAILABLE; // SQLITE_READONLY, SQLITE_IOERR, SQLITE_CANTOPEN
            default -> Reason.FAULT;
        };
    }

    /** By class and code of the SQL standard and of PostgreSQL. */
    private static Reason reasonOfState(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (failure instanceof java.sql.SQLTransientConnectionException
                || state.startsWith("08")
                || state.startsWith("28")
                || state.startsWith("57P")
                || state.startsWith("3D")
                || state.startsWith("25")) {
            return Reason.UNAVAILABLE;
        }
        if (state.startsWith("53")) {
            return state.equals("53300") ? Reason.UNAVAILABLE : Reason.FULL;
        }
        if (state.startsWith("57") || state.startsWith("55") || state.startsWith("40")) {
            return Reason.TIME_OUT;
        }
        return state.startsWith("XX00") ? Reason.DAMAGED : Reason.FAULT;
    }
}
