package dev.mailwarden.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The packaged gateway, started as an administrator starts it. Its launcher replaces itself with
 * Java, so its process is the gateway.
 */
public final class Gateway implements SmtpServer {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration STOP = Duration.ofSeconds(45);

    private final Path launcher;
    private final Path file;
    private final GatewayConfig config;
    private final ProcessGroup group;
    private final Duration startTime;
    private final long startedNanos;

    private Gateway(
            Path launcher,
            Path file,
            GatewayConfig config,
            ProcessGroup group,
            Duration startTime,
            long startedNanos) {
        this.launcher = launcher;
        this.file = file;
        this.config = config;
        this.group = group;
        this.startTime = startTime;
        this.startedNanos = startedNanos;
    }

    /**
     * How its Java is started.
     *
     * @param maxHeap as after {@code -Xmx}; empty leaves it to the launcher
     * @param withoutSync whether fsync and its kin do nothing, so that it must lose mail: the
     *     library of the Debian package eatmydata stands before the C library's
     * @param classLog gets a line for each class that is loaded; other options of Java would be
     *     those of another cache of classes
     */
    public record JavaOptions(String maxHeap, boolean withoutSync, Optional<Path> classLog) {

        /** Nothing is written about classes. */
        public JavaOptions(String maxHeap, boolean withoutSync) {
            this(maxHeap, withoutSync, Optional.empty());
        }

        /** {@return what the launcher finds in its environment} */
        Map<String, String> environment() {
            var environment = new LinkedHashMap<String, String>();
            environment.put("MAILWARDEN_ACCOUNT", Account.NAME);
            if (!maxHeap.isEmpty()) {
                environment.put("MAILWARDEN_JAVA_OPTIONS", "-Xmx" + maxHeap);
            }
            if (withoutSync) {
                environment.put("LD_PRELOAD", "libeatmydata.so");
            }
            classLog.ifPresent(
                    file -> environment.put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + file));
            return environment;
        }
    }

    /**
     * Starts it and waits until it greets; data that is there already is used, but for the settings
     * in it.
     *
     * @param product where the launcher is, readable by every account
     * @param directory of the campaign
     */
    public static Gateway start(
            Path product, Path directory, GatewayConfig config, JavaOptions java)
            throws IOException, InterruptedException {
        Path launcher = product.resolve("mailwarden");
        if (!Files.isExecutable(launcher)) {
            throw new IOException("there is no product to measure: no mailwarden at the top");
        }
        Account.give(Files.createDirectories(config.data()));
        Path file = directory.resolve("mailwarden.yaml");
        Files.writeString(file, config.yaml());
        long started = System.nanoTime();
        ProcessGroup group =
                ProcessGroup.start(
                        directory,
                        List.of(launcher.toString(), "run", "--apply", "--config", file.toString()),
                        java.environment(),
                        directory.resolve("gateway.out"));
        try {
            Ports.awaitGreeting(config.mxPort(), group, START);
            var took = Duration.ofNanos(System.nanoTime() - started);
            return new Gateway(launcher, file, config, group, took, started);
        } catch (IOException e) {
            group.close();
            throw e;
        }
    }

    /** {@return from the start of the launcher to the first greeting} */
    public Duration startTime() {
        return startTime;
    }

    /** {@return how long ago its launcher was started} */
    public Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** {@return the sum of a metric over its labels; 0 while it is not there} */
    public double metric(String name) throws IOException, InterruptedException {
        return Metrics.sum(config.metricsPort(), name);
    }

    /** Waits until it has so many connections open; they are then all in its session loop. */
    public void awaitConnections(int count) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while ((int) metric("mailwarden_connections_open") != count) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IOException(
                        "%.0f connections are open, not %d"
                                .formatted(metric("mailwarden_connections_open"), count));
            }
            Thread.sleep(50);
        }
    }

    /** {@return whether it still runs} */
    public boolean isAlive() {
        return group.isAlive();
    }

    /** {@return the number of its process} */
    public long pid() {
        return group.pid();
    }

    /** {@return MiB of live objects after a full collection, whatever the collector} */
    public double liveHeapMib() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String histogram = Command.output(jcmd, Long.toString(pid()), "GC.class_histogram");
        String total =
                histogram
                        .lines()
                        .filter(line -> line.startsWith("Total"))
                        .findFirst()
                        .orElseThrow(() -> new IOException("no total in the class histogram"));
        return Long.parseLong(total.strip().split(" +", -1)[2]) / 1048576.0;
    }

    /** {@return MiB of memory that the kernel counts as resident} */
    public double residentMib() throws IOException {
        Path status = Path.of("/proc", Long.toString(pid()), "status");
        String line =
                Files.readAllLines(status).stream()
                        .filter(l -> l.startsWith("VmRSS:"))
                        .findFirst()
                        .orElseThrow(() -> new IOException("no VmRSS in " + status));
        return Long.parseLong(line.split(" +", -1)[1].strip()) / 1024.0;
    }

    /** Runs a subcommand against it and returns what it wrote. */
    public String command(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--config", file.toString()));
        return Command.output(command.toArray(String[]::new));
    }

    /** Kills it as a crash would: no clean-up of any kind. */
    public void kill() throws IOException, InterruptedException {
        group.kill();
        group.close();
    }

    /** Asks it to stop, as systemd does. */
    public void stop() throws IOException, InterruptedException {
        boolean stopped = group.stop(STOP);
        group.close();
        if (!stopped) {
            throw new IOException("the gateway did not stop within " + STOP);
        }
    }

    /** {@return the end of what it wrote, for a human} */
    public String said() throws IOException {
        return group.said();
    }

    @Override
    public String name() {
        return "Mailwarden";
    }

    @Override
    public int port() {
        return config.mxPort();
    }

    /** {@return where it takes mail and normalises bare LF} */
    public int lenientPort() {
        return config.lenientPort();
    }

    @Override
    public Duration cpu() throws IOException {
        return CpuTime.ofTree(group.pid());
    }

    @Override
    public void close() throws IOException {
        group.close();
    }
}
