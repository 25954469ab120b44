package dev.mailwarden.scan.clamd;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailwarden.scan.Samples;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** ClamAV's daemon with signatures of its own for the test file and EICAR. */
public final class RealClamd implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/clamd");

    /** Debian's package of one harmless file in many wrappings. */
    public static final Path FILES = Path.of("/usr/share/clamav-testfiles");

    private static final Duration START = Duration.ofMinutes(1);

    private final Path socket;
    private final Path configuration;
    private Process process;

    private RealClamd(Path socket, Path configuration, Process process) {
        this.socket = socket;
        this.configuration = configuration;
        this.process = process;
    }

    /** Starts one that tells of everything; without the packages the test is skipped. */
    public static RealClamd start(Path directory, String... more) throws Exception {
        return startPlain(
                directory,
                "AlertExceedsMax yes\nAlertEncrypted yes\nAlertOLE2Macros yes\n"
                        + String.join("\n", more));
    }

    /** Starts one as its authors configure it. */
    public static RealClamd startPlain(Path directory, String... more) throws Exception {
        assumeTrue(Files.isExecutable(PROGRAM), "clamav-daemon is not installed");
        assumeTrue(Files.isDirectory(FILES), "clamav-testfiles is not installed");
        Path bases = Files.createDirectories(directory.resolve("bases"));
        writeSignatures(bases);
        Path socket = directory.resolve("clamd");
        Path configuration = directory.resolve("clamd.conf");
        Files.writeString(
                configuration,
                """
                Foreground yes
                LocalSocket %s
                DatabaseDirectory %s
                LogFile %s
                TemporaryDirectory %s
                MaxThreads 4
                %s
                """
                        .formatted(
                                socket,
                                bases,
                                directory.resolve("log"),
                                directory,
                                String.join("\n", more)));
        var clamd = new RealClamd(socket, configuration, launch(configuration));
        clamd.awaitSocket();
        return clamd;
    }

    private static void writeSignatures(Path bases) throws IOException, GeneralSecurityException {
        byte[] file = Files.readAllBytes(FILES.resolve("clam.exe"));
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(file));
        Files.writeString(
                bases.resolve("test.hdb"), digest + ":" + file.length + ":ClamAV-Test-File\n");
        Files.writeString(
                bases.resolve("eicar.ndb"),
                "Eicar-Test:0:*:"
                        + HexFormat.of().formatHex(Samples.EICAR.getBytes(US_ASCII))
                        + "\n");
    }

    private static Process launch(Path configuration) throws IOException {
        return new ProcessBuilder(PROGRAM.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void awaitSocket() throws Exception {
        await(() -> Files.exists(socket) && process.isAlive());
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + START.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("clamd did not come so far");
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    public ClamdSettings settings(Duration timeout) {
        return new ClamdSettings(UnixDomainSocketAddress.of(socket), 4, timeout, 25 << 20);
    }

    /** Ends it at once. */
    public void kill() throws Exception {
        process.destroyForcibly().waitFor();
        Files.deleteIfExists(socket);
    }

    /** Starts it again. */
    public void restart() throws Exception {
        process = launch(configuration);
        awaitSocket();
    }

    /** Stops or continues it. */
    public void signal(String signal) throws Exception {
        new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
