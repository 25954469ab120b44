package dev.mailwarden;

import dev.mailwarden.config.Node;
import dev.mailwarden.mail.filetype.TypeDetector;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.scan.Means;
import dev.mailwarden.scan.ScanModule;
import dev.mailwarden.scan.Scanner;
import dev.mailwarden.scan.WorkerOpener;
import dev.mailwarden.scan.antivirus.AntivirusModule;
import dev.mailwarden.scan.antivirus.Engine;
import dev.mailwarden.scan.clamd.Clamd;
import dev.mailwarden.scan.clamd.ClamdSettings;
import dev.mailwarden.scan.content.ContentModule;
import dev.mailwarden.scan.unpack.Launch;
import dev.mailwarden.scan.unpack.Room;
import dev.mailwarden.scan.unpack.Unpackers;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What looks into messages on a node, made ready together. */
final class Modules implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Modules.class);

    /** The modules that there are. */
    static final Set<ModuleName> BUILT = Set.of(ModuleName.CONTENT, ModuleName.ANTIVIRUS);

    /** Messages that are looked into at once. */
    static final int AT_ONCE = 64;

    /** Threads of one module that may hang before it counts as down. */
    private static final int MOST_LOST = 2;

    /** A sixteenth of the heap for what is unpacked, and as much for what is decoded. */
    private static final int ROOM_SHARE = 16;

    private final Scanner scanner;
    private final Means means;
    private final ExecutorService threads;
    private final Unpackers unpackers;
    private final Optional<Clamd> clamd;

    private Modules(
            Scanner scanner,
            Means means,
            ExecutorService threads,
            Unpackers unpackers,
            Optional<Clamd> clamd) {
        this.scanner = scanner;
        this.means = means;
        this.threads = threads;
        this.unpackers = unpackers;
        this.clamd = clamd;
    }

    static Modules start(Node node, LongSupplier ticker) throws IOException {
        Path scratch = node.dataDirectory().resolve("scratch");
        long room = Runtime.getRuntime().maxMemory() / ROOM_SHARE;
        Unpackers unpackers =
                Unpackers.start(
                        launch(node.unpack()),
                        scratch.resolve("unpacked"),
                        room,
                        node.unpack().workers(),
                        ticker);
        Optional<Clamd> clamd =
                node.antivirus()
                        .clamd()
                        .map(found ->
                                new Clamd(
                                        new ClamdSettings(
                                                found.address(),
                                                found.connections(),
                                                found.timeout(),
                                                found.maxSize()),
                                        ticker));
        if (clamd.isEmpty()) {
            LOG.warn("no engine looks for malware: of what antivirus is asked it says NotScanned");
        }
        List<Engine> engines = clamd.stream().map(Engine.class::cast).toList();
        List<ScanModule> modules = List.of(new ContentModule(), new AntivirusModule(engines));
        // A hanging one leaves enough for the others.
        ExecutorService threads = Scanner.threads((AT_ONCE + MOST_LOST) * modules.size());
        Means means =
                new Means(
                        new WorkerOpener(unpackers),
                        new TypeDetector(),
                        Files.createDirectories(scratch.resolve("decoded")),
                        new Room(room));
        return new Modules(
                new Scanner(modules, threads, ticker, MOST_LOST), means, threads, unpackers, clamd);
    }

    /** The worker and its libraries lie apart from the gateway's, beside them. */
    private static Launch launch(Node.Unpack unpack) throws IOException {
        Path libraries = home().resolve("lib/unpack");
        List<Path> classPath = new ArrayList<>();
        if (Files.isDirectory(libraries)) {
            try (Stream<Path> files = Files.list(libraries)) {
                files.sorted().forEach(classPath::add);
            }
        }
        return new Launch(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                classPath,
                unpack.confinement() == Node.Unpack.Confinement.AVAILABLE);
    }

    private static Path home() throws IOException {
        try {
            Path code =
                    Path.of(
                            Modules.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            Path home = code.getParent();
            return home == null ? code : home;
        } catch (URISyntaxException e) {
            throw new IOException("where the program lies cannot be told", e);
        }
    }

    Scanner scanner() {
        return scanner;
    }

    Means means() {
        return means;
    }

    /** Called when no message is looked into any more. */
    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        unpackers.close();
        if (clamd.isPresent()) {
            clamd.get().close();
        }
    }
}
