package dev.mailwarden.scan.antivirus;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Protection;
import dev.mailwarden.policy.Scan;
import dev.mailwarden.scan.Asked;
import dev.mailwarden.scan.FakeOpener;
import dev.mailwarden.scan.Fitness;
import dev.mailwarden.scan.Policies;
import dev.mailwarden.scan.Samples;
import dev.mailwarden.scan.Scanner;
import dev.mailwarden.scan.Subject;
import dev.mailwarden.scan.clamd.Clamd;
import dev.mailwarden.scan.clamd.RealClamd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** With ClamAV's daemon itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealClamdTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final byte[] EICAR = Samples.EICAR.getBytes(US_ASCII);
    private static final Scan RULE = Policies.asking(ModuleName.ANTIVIRUS);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong leap = new AtomicLong();
    private final Map<Duration, Clamd> clients = new HashMap<>();

    @TempDir Path directory;

    private RealClamd clamd;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        clamd = RealClamd.start(home);
    }

    @AfterAll
    void stop() throws Exception {
        threads.shutdownNow();
        if (clamd != null) {
            clamd.close();
        }
    }

    @AfterEach
    void close() throws IOException {
        for (Clamd client : clients.values()) {
            client.close();
        }
        clients.clear();
    }

    private Clamd client(Duration timeout) {
        return clients.computeIfAbsent(
                timeout,
                time -> new Clamd(clamd.settings(time), () -> System.nanoTime() + leap.get()));
    }

    private ModuleResult look(byte[] mail, Duration timeout, Scan rule) throws Exception {
        var module = new AntivirusModule(List.of(client(timeout)));
        var scanner = new Scanner(List.of(module), threads, System::nanoTime, 2);
        Policy policy =
                Policies.of(
                        Policies.protection(
                                Protection.Mode.FULL, true, timeout.plus(Duration.ofSeconds(20))),
                        rule);
        try (Subject subject = Samples.subject(mail, Limits.DEFAULT, new FakeOpener())) {
            return scanner.scan(subject, policy, List.of(Asked.of(rule)))
                    .getFirst()
                    .of(ModuleName.ANTIVIRUS)
                    .orElseThrow();
        }
    }

    private ModuleResult look(String mail) throws Exception {
        return look(Samples.octets(mail), LONG, RULE);
    }

    @Test
    void everyWrappingIsInfectedOrToldOfAsNotOpened() throws Exception {
        List<String> clean = new ArrayList<>();
        int infected = 0;
        try (Stream<Path> files = Files.list(RealClamd.FILES)) {
            for (Path file : files.sorted().toList()) {
                ModuleResult result =
                        look(Samples.withAttachment("a.dat", Files.readAllBytes(file)));
                boolean told =
                        result.findings().stream()
                                .map(Finding::code)
                                .anyMatch("not-opened"::equals);
                if (result.status() == Status.INFECTED) {
                    infected++;
                } else if (!told) {
                    clean.add(file.getFileName() + " " + result.text());
                }
            }
        }
        assertThat(clean).isEmpty();
        assertThat(infected).isEqualTo(44);
    }

    @Test
    void whatIsInfectedIsFoundInItsPart() throws Exception {
        ModuleResult result = look(Samples.withAttachment("a.com", EICAR));
        assertThat(result.status()).isEqualTo(Status.INFECTED);
        assertThat(result.findings())
                .allSatisfy(finding -> {
                    assertThat(finding.part()).isEqualTo("1.2");
                    assertThat(finding.text()).startsWith("Eicar-Test");
                    assertThat(finding.source()).isEqualTo("clamd");
                });
    }

    @Test
    void honestMailIsNotDetected() throws Exception {
        ModuleResult result =
                look(Samples.withAttachment("a.zip", Samples.zip("a.txt", new byte[10])));
        assertThat(result.text()).isEqualTo("NotDetected");
        assertThat(result.findings()).isEmpty();
    }

    @Test
    void anArchiveThatTakesAPasswordIsEncrypted() throws Exception {
        byte[] zip = Samples.encrypted(Samples.zip("a.txt", "a secret".getBytes(US_ASCII)));
        var module = new AntivirusModule(List.of(client(LONG)));
        var scanner = new Scanner(List.of(module), threads, System::nanoTime, 2);
        try (Subject subject =
                Samples.subject(Samples.octets(Samples.withAttachment("a.zip", zip)))) {
            assertThat(
                            scanner.scan(subject, Policies.of(RULE), List.of(Asked.of(RULE)))
                                    .getFirst()
                                    .of(ModuleName.ANTIVIRUS)
                                    .orElseThrow()
                                    .status())
                    .isEqualTo(Status.ENCRYPTED);
        }
    }

    @Test
    void aDaemonThatWasKilledIsNeverCleanAndIsUsedAgainLater() throws Exception {
        byte[] mail = Samples.octets(Samples.withAttachment("a.txt", new byte[1000]));
        assertThat(look(mail, LONG, RULE).text()).isEqualTo("NotDetected");
        clamd.kill();
        try {
            assertThat(look(mail, LONG, RULE).text()).isEqualTo("Error (engine down)");
        } finally {
            clamd.restart();
        }
        leap.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(look(mail, LONG, RULE).text()).isEqualTo("NotDetected");
    }

    @Test
    void aDaemonThatStandsStillIsNeverClean() throws Exception {
        byte[] mail = Samples.octets(Samples.withAttachment("a.txt", new byte[1000]));
        Duration time = Duration.ofSeconds(1);
        assertThat(look(mail, time, RULE).text()).isEqualTo("NotDetected");
        clamd.signal("STOP");
        try {
            assertThat(look(mail, time, RULE).text()).isEqualTo("Error (timeout)");
        } finally {
            clamd.signal("CONT");
        }
        leap.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(look(mail, time, RULE).text()).isEqualTo("NotDetected");
    }

    @Test
    void whatTheDaemonIsToldNotToLookAtIsAnError() throws Exception {
        try (RealClamd small = RealClamd.start(directory.resolve("a"), "MaxFileSize 1000")) {
            var engine = new Clamd(small.settings(LONG), System::nanoTime);
            clients.put(Duration.ZERO, engine);
            var octets = Octets.of(new byte[100_000]);
            assertThat(engine.scan(octets, LONG)).isInstanceOf(Answer.Failed.class);
        }
        try (RealClamd small = RealClamd.start(directory.resolve("b"), "StreamMaxLength 1000")) {
            var engine = new Clamd(small.settings(LONG), System::nanoTime);
            clients.put(Duration.ofNanos(1), engine);
            var octets = Octets.of(new byte[10 << 20]);
            Answer answer = engine.scan(octets, LONG);
            assertThat(answer).isInstanceOf(Answer.Failed.class);
            assertThat(((Answer.Failed) answer).reason()).isEqualTo(Reason.SIZE_LIMIT);
        }
    }

    @Test
    void excludedNamesAndArchivesAreNotScannedAndNotClean() throws Exception {
        byte[] infected = Samples.octets(Samples.withAttachment("tool.com", EICAR));
        byte[] packed =
                Samples.octets(Samples.withAttachment("a.zip", Samples.zip("tool.com", EICAR)));
        assertThat(look(infected, LONG, excluding(false, "*.com")).text())
                .isEqualTo("NotScanned (filename)");
        assertThat(look(infected, LONG, excluding(false, "*.exe")).status())
                .isEqualTo(Status.INFECTED);
        assertThat(look(packed, LONG, excluding(true)).text())
                .isEqualTo("NotScanned (disabled by settings)");
        assertThat(look(packed, LONG, excluding(false, "tool.com")).text())
                .isEqualTo("NotScanned (filename)");
        assertThat(look(infected, LONG, excluding(true)).status()).isEqualTo(Status.INFECTED);
    }

    private static Scan excluding(boolean archives, String... masks) {
        return new Scan(
                Map.of(ModuleName.ANTIVIRUS, Map.of()),
                new Scan.Antivirus(Action.DELETE_ATTACHMENT, true, archives, List.of(masks)),
                Policies.NO_CONTENT);
    }

    @Test
    void aDaemonThatDoesNotTellItsLimitsIsImpaired() throws Exception {
        assertThat(look("Subject: x\n\ntext\n").text()).isEqualTo("NotDetected");
        assertThat(client(LONG).fitness().state()).isEqualTo(Fitness.State.UP);
        try (RealClamd silent = RealClamd.startPlain(directory.resolve("c"))) {
            var engine = new Clamd(silent.settings(LONG), System::nanoTime);
            clients.put(Duration.ofNanos(2), engine);
            assertThat(engine.scan(Octets.of(new byte[100]), LONG)).isEqualTo(new Answer.Clean());
            assertThat(engine.fitness().state()).isEqualTo(Fitness.State.IMPAIRED);
        }
    }
}
