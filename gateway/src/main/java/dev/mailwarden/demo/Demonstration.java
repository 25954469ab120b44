package dev.mailwarden.demo;

import dev.mailwarden.config.Configuration;
import dev.mailwarden.config.ConfigurationFile;
import dev.mailwarden.config.Reading;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** A directory, a configuration and a server inside, for one demonstration; gone with it. */
public final class Demonstration implements AutoCloseable {

    private static final int USUAL_PORT = 2525;

    private final Path directory;
    private final Path file;
    private final Configuration configuration;
    private final InnerServer inner;

    private Demonstration(
            Path directory, Path file, Configuration configuration, InnerServer inner) {
        this.directory = directory;
        this.file = file;
        this.configuration = configuration;
        this.inner = inner;
    }

    /** Makes a directory that nobody else can read, and starts the server inside. */
    public static Demonstration prepare(RandomGenerator random) throws IOException {
        Path directory = Files.createTempDirectory("mailwarden-demo");
        InnerServer inner =
                InnerServer.start(
                        read(directory.resolve("inner.yaml"), innerText(directory)), random);
        Path file = directory.resolve("mailwarden.yaml");
        return new Demonstration(directory, file, read(file, text(directory, inner.port())), inner);
    }

    private static Configuration read(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return switch (ConfigurationFile.read(file)) {
            case Reading.Valid(Configuration configuration, _) -> configuration;
            case Reading.Invalid(var problems) ->
                    throw new IllegalStateException("the demonstration's own file: " + problems);
        };
    }

    private static String text(Path directory, int innerPort) {
        return """
        node:
          host-name: gateway.%1$s
          data-directory: %2$s
          listeners:
            - {name: mx, address: "127.0.0.1:%3$d", kind: mx, tls: none}
        settings:
          relay:
            local-domains: [%1$s]
            recipients:
              mailboxes: [alice@%1$s, bob@%1$s, later@%1$s, postmaster@%1$s]
          routes:
            entries:
              - {match: %1$s, hosts: ["[127.0.0.1]:%4$d"], tls: none}
          queue:
            first-retry: 1s
        """
                .formatted(Demo.DOMAIN, directory.resolve("data"), freePort(), innerPort);
    }

    private static String innerText(Path directory) {
        return """
        node:
          host-name: inner.%1$s
          data-directory: %2$s
          listeners:
            - {name: inner, address: "127.0.0.1:0", kind: mx, tls: none}
        settings:
          relay:
            local-domains: [%1$s]
        """
                .formatted(Demo.DOMAIN, directory.resolve("inner"));
    }

    /** {@value #USUAL_PORT}, or any free port where that is taken. */
    private static int freePort() {
        try (ServerSocket _ = new ServerSocket(USUAL_PORT, 1, InetAddress.getLoopbackAddress())) {
            return USUAL_PORT;
        } catch (IOException e) {
            return 0;
        }
    }

    /** For the gateway that is demonstrated. */
    public Configuration configuration() {
        return configuration;
    }

    /** Where {@link #configuration} was read. */
    public Path file() {
        return file;
    }

    /** Sends the samples to the gateway. {@return whether all came as expected} */
    public boolean run(int port, PrintWriter out) throws IOException {
        return new Demo(port, inner).run(out);
    }

    /** Says how to go on by hand. */
    public void invite(int port, PrintWriter out) {
        out.printf(
                """

                The gateway goes on running on 127.0.0.1:%d and takes mail for alice@%s.
                Ask it with:  ./mailwarden trace alice@%s --config %s
                End it with Ctrl-C.
                """,
                port, Demo.DOMAIN, Demo.DOMAIN, file);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        inner.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(Demonstration::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
