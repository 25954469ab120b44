package dev.mailwarden.e2e.judgement;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.EventJournal;
import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.Mailer;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.fixture.Scale;
import dev.mailwarden.e2e.fixture.ScriptedClamd;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged product behind a daemon that fails in every way (S-08, S-09): what was not examined
 * is put off or kept, as its rule says, and never delivered. Leaves a tally for {@code bench/run
 * fail-closed}.
 */
class FailClosedIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Every so many of the faults. */
    private static final int SAMPLE = Scale.of(4, 1);

    private static final int MESSAGE = 4_000;

    private static final String RULES =
            """
            node:
              master-key: ${data}-keys/master.key
              antivirus: {clamd: {address: "127.0.0.1:PORT", timeout: 2s, connections: 4}}
            settings:
              rules:
                - name: Hold
                  senders: ["*"]
                  recipients: [other@ours.example]
                  scan: {antivirus: {error: quarantine}}
            """;

    @TempDir private Path directory;

    private final CountDownLatch end = new CountDownLatch(1);
    private final Set<String> unseen = new HashSet<>();
    private int tried;
    private int held;
    private int seen;

    @SuppressWarnings("NullAway.Init") // each test starts it when it knows the daemon's port
    private Site site;

    @AfterEach
    void stop() throws IOException {
        end.countDown();
        if (site != null) {
            site.close();
        }
    }

    @Test
    void whatADaemonDidNotSeeIsNeverDelivered() throws Exception {
        try (var clamd = new ScriptedClamd()) {
            start(clamd.port());
            sendSeen();
            int number = 0;
            for (var fault : faults().entrySet()) {
                if (number++ % SAMPLE == 0) {
                    int before = clamd.streams();
                    clamd.behave(fault.getValue());
                    Await.until(
                            PATIENCE,
                            () -> fault.getKey() + " was not met",
                            () -> {
                                sendUnseen(fault.getKey());
                                return clamd.streams() > before;
                            });
                    sendUnseen(fault.getKey());
                }
            }
            clamd.behave(ScriptedClamd::clean);
            sendSeen();
        }
        for (int i = 0; i < 3; i++) {
            sendUnseen("nobody listens");
        }
        verify("scripted", 6);
    }

    @Test
    void aDaemonThatIsKilledOrHangsIsNoLicence() throws Exception {
        Run.needs("clamd");
        int port = GatewayConfig.freePort();
        Process clamd = clamd(port);
        try {
            start(port);
            sendSeen();
            for (int i = 0; i < Scale.of(1, 10); i++) {
                signal(clamd, "STOP");
                sendUnseen("stopped");
                signal(clamd, "CONT");
                sendSeen();
                clamd.destroyForcibly().waitFor();
                sendUnseen("killed");
                clamd = clamd(port);
                sendSeen();
            }
        } finally {
            clamd.destroyForcibly().waitFor();
        }
        verify("clamd", 4);
    }

    private void start(int port) throws Exception {
        site =
                Site.start(
                        Files.createDirectory(directory.resolve("site")),
                        GatewayConfig.standard()
                                .with(RULES.replace("PORT", Integer.toString(port))));
    }

    private Map<String, ScriptedClamd.Behaviour> faults() {
        Map<String, ScriptedClamd.Behaviour> faults = new LinkedHashMap<>();
        faults.put(
                "OK for another",
                (number, in, out) -> {
                    ScriptedClamd.skip(in);
                    ScriptedClamd.say(out, number + 1 + ": stream: OK");
                });
        faults.put(
                "OK for nobody",
                (_, in, out) -> {
                    ScriptedClamd.skip(in);
                    ScriptedClamd.say(out, "stream: OK");
                });
        faults.put(
                "OK before the end",
                (number, in, out) -> {
                    ScriptedClamd.say(out, number + ": stream: OK");
                    ScriptedClamd.skip(in);
                });
        faults.put(
                "OK too late",
                (number, in, out) -> {
                    ScriptedClamd.skip(in);
                    rest(3);
                    ScriptedClamd.say(out, number + ": stream: OK");
                });
        faults.put(
                "nothing",
                (_, in, _) -> {
                    ScriptedClamd.skip(in);
                    rest(PATIENCE.toSeconds());
                });
        faults.put(
                "half an answer",
                (number, in, out) -> {
                    ScriptedClamd.skip(in);
                    out.write((number + ": stream: OK").getBytes(US_ASCII));
                    out.flush();
                    throw new EOFException();
                });
        faults.put(
                "hangs up in the middle",
                (_, in, _) -> {
                    in.skipNBytes(1_000);
                    throw new EOFException();
                });
        faults.put(
                "hangs up at the end",
                (_, in, _) -> {
                    ScriptedClamd.skip(in);
                    throw new EOFException();
                });
        for (String answer :
                List.of(
                        "",
                        "stream: ok",
                        "stream: OK FOUN",
                        "other: OK",
                        "stream: FOUND",
                        "UNKNOWN COMMAND",
                        "stream: Can't allocate memory ERROR",
                        "INSTREAM size limit exceeded. ERROR",
                        "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND",
                        "x".repeat(100_000))) {
            faults.put(
                    "says " + answer.substring(0, Math.min(30, answer.length())),
                    ScriptedClamd.saying(answer));
        }
        return faults;
    }

    private void rest(long seconds) throws IOException {
        try {
            if (end.await(seconds, TimeUnit.SECONDS)) {
                throw new EOFException();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** The daemon may be left alone for a while, so it is tried until it is asked again. */
    private void sendSeen() {
        Await.until(
                PATIENCE,
                () -> "nothing is taken though the daemon is well",
                () -> send("user@ours.example", "seen" + seen).startsWith("250"));
        seen++;
    }

    /** One message that is to be put off, and one that is to be kept. */
    private void sendUnseen(String fault) {
        String id = "unseen" + tried;
        unseen.add(id);
        unseen.add(id + "h");
        tried += 2;
        assertThat(send("user@ours.example", id)).as(fault).startsWith("451");
        assertThat(send("other@ours.example", id + "h")).as(fault).startsWith("250");
        held++;
    }

    private String send(String recipient, String id) {
        try {
            return site.send("sender@client.example", recipient, Mailer.message(id, MESSAGE));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void verify(String set, int least) throws IOException {
        Await.until(PATIENCE, () -> seen + " seen", () -> site.inbox().size() >= seen);
        Await.until(PATIENCE, () -> held + " held, kept: " + kept(), () -> kept() == held);
        long passed =
                site.inbox().mails().stream().filter(it -> unseen.contains(Mailer.id(it))).count();
        Await.until(PATIENCE, () -> seen + " recorded: " + clean(), () -> clean() >= seen);
        long shown = clean() - seen;
        Path tallies = Files.createDirectories(Path.of("target", "fail-closed"));
        Files.writeString(
                tallies.resolve(set + ".tally"),
                "tried=%d passed_clean=%d%n".formatted(tried, passed + Math.max(0, shown)));
        assertThat(passed).isZero();
        assertThat(shown).as("shown as clean without an answer").isZero();
        assertThat(site.inbox().size()).isEqualTo(seen);
        assertThat(tried).isGreaterThanOrEqualTo(least);
    }

    /** Messages that are recorded as looked at and found clean. */
    private long clean() {
        return site.journal().events().stream()
                .filter(event -> EventJournal.kind(event).equals("judged"))
                .filter(event -> event.toString().contains("NotDetected"))
                .count();
    }

    private long kept() {
        try (Stream<Path> files = Files.walk(site.data().resolve("kept").resolve("quarantine"))) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** ClamAV's daemon that knows one signature. */
    private Process clamd(int port) throws IOException {
        Path home = Files.createDirectories(directory.resolve("clamd"));
        Files.writeString(
                home.resolve("one.ndb"), "Nothing:0:*:0123456789abcdef0123456789abcdef\n");
        Path file =
                Files.writeString(
                        home.resolve("clamd.conf"),
                        """
                        Foreground yes
                        TCPSocket %1$d
                        TCPAddr 127.0.0.1
                        DatabaseDirectory %2$s
                        TemporaryDirectory %2$s
                        AlertExceedsMax yes
                        MaxThreads 4
                        """
                                .formatted(port, home));
        return new ProcessBuilder("clamd", "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("clamd.out").toFile())
                .start();
    }

    private static void signal(Process process, String name) throws Exception {
        Run.toTheEnd("kill", "-" + name, Long.toString(process.pid())).orFail();
    }
}
