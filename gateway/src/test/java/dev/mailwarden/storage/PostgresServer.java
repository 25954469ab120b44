package dev.mailwarden.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of the tests' own, in a temporary directory, from Debian's package. There is
 * one for all tests; it ends with them.
 */
public final class PostgresServer {

    /** PostgreSQL refuses to run as root; this account comes with its package. */
    private static final String ACCOUNT = "postgres";

    private static final Optional<PostgresServer> SHARED = start();

    private final Path programs;
    private final Path directory;
    private final int port;
    private final AtomicInteger databases = new AtomicInteger();

    private PostgresServer(Path programs, Path directory, int port) {
        this.programs = programs;
        this.directory = directory;
        this.port = port;
    }

    /** {@return the server, or empty where PostgreSQL is not installed} */
    public static Optional<PostgresServer> shared() {
        return SHARED;
    }

    private static Optional<PostgresServer> start() {
        try {
            Optional<Path> programs = programs();
            if (programs.isEmpty()) {
                return Optional.empty();
            }
            Path directory = Files.createTempDirectory("mailwarden-postgresql");
            var server = new PostgresServer(programs.get(), directory, freePort());
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
            server.begin();
            return Optional.of(server);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Path> programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void begin() throws IOException {
        boolean root = ProcessHandle.current().info().user().filter("root"::equals).isPresent();
        if (root) {
            Files.setOwner(
                    directory,
                    directory
                            .getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(ACCOUNT));
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        run("initdb", "-D", data(), "-U", "mailwarden", "-A", "trust", "-E", "UTF8", "--no-sync");
        run(
                "pg_ctl",
                "-D",
                data(),
                "-w",
                "-l",
                directory.resolve("log").toString(),
                "-o",
                "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
                        .formatted(port),
                "start");
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    /** Stops and starts it, as for an update. */
    public void restart() {
        try {
            run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "restart", "-l", data() + ".log");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void stop() {
        try {
            run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .map(Path::toFile)
                        .forEach(file -> {
                            if (!file.delete()) {
                                file.deleteOnExit();
                            }
                        });
            }
        } catch (IOException e) {
            // A directory for temporary files keeps what is left.
        }
    }

    private void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.getOwner(directory).getName().equals(ACCOUNT)) {
            command.addAll(
                    List.of(
                            "setpriv",
                            "--reuid=" + ACCOUNT,
                            "--regid=" + ACCOUNT,
                            "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(program + " failed");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** {@return access to a new, empty database} */
    public PostgresDatabase.Access createDatabase() {
        String name = "test" + databases.incrementAndGet();
        try (Connection connection =
                        DriverManager.getConnection(url("postgres"), "mailwarden", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return access(name);
    }

    private PostgresDatabase.Access access(String name) {
        return new PostgresDatabase.Access(url(name), "mailwarden", "", 4, Duration.ofSeconds(10));
    }

    private String url(String name) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, name);
    }
}
