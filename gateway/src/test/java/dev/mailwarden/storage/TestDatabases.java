package dev.mailwarden.storage;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Databases of both engines, for contracts that hold on both. */
public final class TestDatabases {

    private final Engine engine;
    private final Path file;
    private PostgresDatabase.Access access;

    /**
     * Makes nothing yet.
     *
     * @param directory for the file of an embedded one
     */
    public TestDatabases(Engine engine, Path directory) {
        this.engine = engine;
        file = directory.resolve("test.db");
        if (engine == Engine.POSTGRESQL) {
            assumeThat(PostgresServer.shared()).as("PostgreSQL is installed").isPresent();
            access = PostgresServer.shared().orElseThrow().createDatabase();
        }
    }

    public Engine engine() {
        return engine;
    }

    /** {@return the one database of this, opened once more} */
    public Database open(Migrations... schema) {
        try {
            return switch (engine) {
                case SQLITE ->
                        SqliteDatabase.open(
                                file,
                                SqliteDatabase.Options.DURABLE,
                                List.of(schema),
                                System::nanoTime);
                case POSTGRESQL -> PostgresDatabase.open(access, List.of(schema));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return access to the PostgreSQL database} */
    public PostgresDatabase.Access access() {
        return access;
    }
}
