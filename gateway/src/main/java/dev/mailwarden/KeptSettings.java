package dev.mailwarden;

import dev.mailwarden.config.Configuration;
import dev.mailwarden.config.LiveSettings;
import dev.mailwarden.config.Node;
import dev.mailwarden.config.Preparation;
import dev.mailwarden.config.Problem;
import dev.mailwarden.config.SecretFile;
import dev.mailwarden.config.SettingsAtStart;
import dev.mailwarden.config.SettingsChanges;
import dev.mailwarden.config.SettingsStore;
import dev.mailwarden.config.StoredSettings;
import dev.mailwarden.storage.Database;
import dev.mailwarden.storage.Migrations;
import dev.mailwarden.storage.PostgresDatabase;
import dev.mailwarden.storage.SqliteDatabase;
import dev.mailwarden.storage.StorageException;
import dev.mailwarden.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database of settings, and those that a gateway begins with. */
final class KeptSettings implements AutoCloseable {

    /** The embedded database, in the data directory. */
    static final String FILE = "settings.db";

    private static final Logger LOG = LoggerFactory.getLogger(KeptSettings.class);

    private static final int CONNECTIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_PASSWORD = 4 << 10;

    /** EX_UNAVAILABLE: a server may come back, so a supervisor should try again. */
    private static final int UNAVAILABLE = 69;

    /** EX_CONFIG: trying again is of no use. */
    private static final int CONFIGURATION = 78;

    private final Database database;
    private final LiveSettings live;
    private final SettingsChanges changes;

    private KeptSettings(Database database, LiveSettings live, SettingsChanges changes) {
        this.database = database;
        this.live = live;
        this.changes = changes;
    }

    /** A gateway cannot begin with what is kept. */
    static final class UnusableException extends Exception {

        private static final long serialVersionUID = 1;

        private final int exitCode;

        UnusableException(int exitCode, String text) {
            super(text);
            this.exitCode = exitCode;
        }

        int exitCode() {
            return exitCode;
        }
    }

    /**
     * Opens the database, and makes the first revision if there is none.
     *
     * @param preparation for the settings of the start and all others that come
     * @param file where the configuration was read
     * @param apply whether its settings become a revision if they differ
     * @throws UnusableException with lines for the administrator
     */
    static KeptSettings open(
            Preparation preparation, Configuration configuration, Path file, boolean apply)
            throws UnusableException {
        Node node = configuration.node();
        Optional<Database> opened = Optional.empty();
        try {
            opened = Optional.of(database(node));
            KeptSettings kept = begin(opened.get(), preparation, configuration, file, apply);
            opened = Optional.empty();
            return kept;
        } catch (IOException e) {
            throw new UnusableException(exitCode(node, e), fault(node, e));
        } finally {
            opened.ifPresent(Database::close);
        }
    }

    private static Database database(Node node) throws IOException {
        List<Migrations> schema = List.of(SettingsStore.SCHEMA);
        return switch (node.storage().engine()) {
            case EMBEDDED ->
                    SqliteDatabase.open(
                            node.dataDirectory().resolve(FILE),
                            SqliteDatabase.Options.DURABLE,
                            schema,
                            System::nanoTime);
            case POSTGRESQL -> PostgresDatabase.open(access(node.storage(), CONNECTIONS), schema);
        };
    }

    /** {@return how the server of the stores is reached, with so many connections at most} */
    static PostgresDatabase.Access access(Node.Storage storage, int connections)
            throws IOException {
        byte[] secret = SecretFile.read(storage.passwordFile().orElseThrow(), MOST_PASSWORD);
        String password = new String(secret, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        return new PostgresDatabase.Access(
                storage.url().orElseThrow(),
                storage.user().orElseThrow(),
                password,
                connections,
                PATIENCE);
    }

    private static KeptSettings begin(
            Database database,
            Preparation preparation,
            Configuration configuration,
            Path file,
            boolean apply)
            throws IOException, UnusableException {
        var store = new StoredSettings(database, InstantSource.system());
        return switch (SettingsAtStart.of(store, preparation, configuration, file, apply)) {
            case SettingsAtStart.InForce start -> {
                tell(start, file);
                yield new KeptSettings(
                        database, start.live(), new SettingsChanges(store, start.live(), file));
            }
            case SettingsAtStart.Refused(long revision, List<Problem> problems) ->
                    throw new UnusableException(CONFIGURATION, refusal(revision, problems, file));
        };
    }

    private static void tell(SettingsAtStart.InForce start, Path file) {
        LOG.info("revision {} of the settings is in force", start.live().revision());
        start.warnings().forEach(warning -> LOG.warn("{}", warning));
        if (!start.differing().isEmpty()) {
            LOG.warn(
                    "settings of {} are not in force: {}; `mailwarden diff` shows how they differ,"
                            + " `mailwarden apply` puts them in force",
                    file,
                    String.join(", ", start.differing()));
        }
    }

    private static String refusal(long revision, List<Problem> problems, Path file) {
        List<String> lines = new ArrayList<>();
        problems.forEach(problem -> lines.add(problem.toString()));
        if (revision > 0) {
            lines.add(
                    ("mailwarden: revision %d of the settings cannot be used; mend the files that"
                                    + " it names, or take the settings of %s with `mailwarden run"
                                    + " --apply`")
                            .formatted(revision, file));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static int exitCode(Node node, IOException failure) {
        boolean mayComeBack =
                node.storage().engine() == Node.Storage.Engine.POSTGRESQL
                        && failure instanceof StorageException e
                        && (e.reason() == Reason.UNAVAILABLE || e.reason() == Reason.TIME_OUT);
        return mayComeBack ? UNAVAILABLE : CONFIGURATION;
    }

    private static String fault(Node node, IOException failure) {
        String where =
                switch (node.storage().engine()) {
                    case EMBEDDED -> node.dataDirectory().resolve(FILE).toString();
                    case POSTGRESQL -> "the database of node.storage";
                };
        boolean damaged = failure instanceof StorageException e && e.reason() == Reason.DAMAGED;
        return "mailwarden: the settings in %s cannot be read: %s; %s"
                .formatted(
                        where,
                        failure.getMessage(),
                        damaged
                                ? "restore it from a backup, or move it away to begin with the"
                                        + " settings of the configuration"
                                : "mend that and start again");
    }

    /** {@return the settings in force} */
    LiveSettings live() {
        return live;
    }

    /** {@return what changes them} */
    SettingsChanges changes() {
        return changes;
    }

    @Override
    public void close() {
        database.close();
    }
}
