package dev.mailwarden.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * A PostgreSQL server, shared by nodes. It need not be there when this is opened, nor later: calls
 * fail with {@code UNAVAILABLE} meanwhile. The schema is brought up to date before the first call,
 * by one node at a time.
 */
public final class PostgresDatabase implements Database {

    /** Nodes migrate one after the other; any number that nobody else locks. */
    private static final long MIGRATION_LOCK = 0x4d57_5343_4845_4d41L;

    private static final Duration CONNECTION_LIFETIME = Duration.ofMinutes(30);

    private final String name;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final List<Migrations> schema;
    private final ReentrantLock migrating = new ReentrantLock();
    private volatile boolean current;

    /**
     * Where a server is and how it is used.
     *
     * @param url such as {@code jdbc:postgresql://db.example.org/mailwarden}; several hosts may
     *     stand there
     * @param connections at most
     * @param patience longest wait for a connection, and longest run of a statement
     */
    public record Access(
            String url, String user, String password, int connections, Duration patience) {

        /** Without the password. */
        @Override
        public String toString() {
            return user + " at " + url;
        }
    }

    /** Opens a database without asking whether it is there. */
    public static PostgresDatabase open(Access access, List<Migrations> schema) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(access.url());
        config.setUsername(access.user());
        config.setPassword(access.password());
        config.setMaximumPoolSize(access.connections());
        config.setMinimumIdle(0);
        config.setAutoCommit(false);
        config.setMaxLifetime(CONNECTION_LIFETIME.toMillis());
        config.setConnectionTimeout(access.patience().toMillis());
        config.setInitializationFailTimeout(-1); // the server may come later
        config.setPoolName("postgresql");
        long millis = access.patience().toMillis();
        config.addDataSourceProperty(
                "options",
                "-c statement_timeout=%d -c lock_timeout=%d -c idle_in_transaction_session_timeout=%d"
                        .formatted(millis, millis, 6 * millis));
        config.addDataSourceProperty("ApplicationName", "mailwarden");
        config.addDataSourceProperty("connectTimeout", Long.toString(millis / 1000 + 1));
        // Longer than any statement: what has not been answered then never will be.
        config.addDataSourceProperty("socketTimeout", Long.toString(2 * millis / 1000 + 1));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return new PostgresDatabase(access.url(), new HikariDataSource(config), schema);
    }

    private PostgresDatabase(String name, HikariDataSource pool, List<Migrations> schema) {
        this.name = name;
        this.pool = pool;
        this.schema = List.copyOf(schema);
        jdbi = Jdbi.create(pool);
    }

    @Override
    public Engine engine() {
        return Engine.POSTGRESQL;
    }

    @Override
    public <T> T read(Question<T> question) throws StorageException {
        return write(handle -> {
            handle.execute("set transaction isolation level repeatable read, read only");
            return question.ask(handle);
        });
    }

    @Override
    public <T> T write(Question<T> change) throws StorageException {
        if (!current) {
            migrate();
        }
        return transaction(change);
    }

    private void migrate() throws StorageException {
        migrating.lock();
        try {
            if (!current) {
                transaction(handle -> {
                    handle.execute("select pg_advisory_xact_lock(?)", MIGRATION_LOCK);
                    for (Migrations migrations : schema) {
                        migrations.apply(handle, Engine.POSTGRESQL);
                    }
                    return schema.size();
                });
                current = true;
            }
        } finally {
            migrating.unlock();
        }
    }

    private <T> T transaction(Question<T> question) throws StorageException {
        try (Handle handle = jdbi.open()) {
            handle.begin();
            try {
                T result = question.ask(handle);
                handle.commit();
                return result;
            } catch (StorageException | RuntimeException e) {
                rollBack(handle, e);
                throw e;
            }
        } catch (JdbiException e) {
            throw Failures.of(name, e);
        }
    }

    private static void rollBack(Handle handle, Exception cause) {
        try {
            handle.rollback();
        } catch (JdbiException e) {
            cause.addSuppressed(e); // the connection is gone, and the transaction with it
        }
    }

    /** {@return whether the server answers now} */
    public boolean isThere() {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
