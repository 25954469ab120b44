package dev.mailwarden.scan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Scan;
import dev.mailwarden.scan.antivirus.AntivirusModule;
import dev.mailwarden.scan.unpack.Unpackers;
import dev.mailwarden.scan.unpack.Workers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Messages with archives, and workers that open them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerOpenerTest {

    private static final Scan RULE = Policies.asking(ModuleName.ANTIVIRUS);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    private Unpackers unpackers;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        unpackers = Workers.start(Workers.launch(), directory, 2);
    }

    @AfterAll
    void stop() {
        unpackers.close();
        threads.shutdownNow();
    }

    private Subject subject(String name, byte[] attached) throws IOException {
        return Samples.subject(
                Samples.octets(Samples.withAttachment(name, attached)),
                Limits.DEFAULT,
                new WorkerOpener(unpackers));
    }

    private ModuleResult judge(Subject subject) throws Exception {
        var scanner =
                new Scanner(List.of(new AntivirusModule(List.of())), threads, System::nanoTime, 2);
        return scanner.scan(subject, Policies.of(RULE), List.of(Asked.of(RULE)))
                .getFirst()
                .of(ModuleName.ANTIVIRUS)
                .orElseThrow();
    }

    private static byte[] gzip(byte[] octets) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(octets);
        }
        return out.toByteArray();
    }

    @Test
    void opensArchivesInArchives() throws Exception {
        byte[] zip = Samples.zip("in/run.exe", Samples.program());
        try (Subject subject = subject("a.zip.gz", gzip(zip))) {
            MailObject last = subject.objects().getLast();
            assertThat(last.names()).containsExactly("in/run.exe");
            assertThat(subject.octets(last).length()).isEqualTo(Samples.program().length);
            assertThat(last.containers()).hasSize(2);
            assertThat(last.part()).isEqualTo("1.2");
        }
    }

    @Test
    void aBombIsAThreat() throws Exception {
        byte[] bomb = Samples.zip("zeros", new byte[200 << 20]);
        try (Subject subject = subject("a.zip", bomb)) {
            Look look = subject.objects().get(1).look();
            assertThat(look.state()).as(look.detail()).isEqualTo(Look.State.OVER_BUDGET);
            assertThat(look.reason()).contains(Reason.SIZE_LIMIT);
            ModuleResult result = judge(subject);
            assertThat(result.status()).isEqualTo(Status.INTRUSION_THREAT);
            assertThat(result.findings()).extracting(Finding::code).contains("bomb");
        }
    }

    @Test
    void opensWhatIsLargerThanAPipe() throws Exception {
        byte[] large = new byte[300_000];
        new Random(1).nextBytes(large);
        try (Subject subject = subject("a.zip", Samples.zip("a.dat", large))) {
            MailObject archive = subject.objects().get(1);
            assertThat(archive.look()).isEqualTo(Look.OPENED);
            assertThat(subject.octets(subject.objects().getLast()).length()).isEqualTo(300_000);
        }
    }

    @Test
    void whatTakesAPasswordIsEncrypted() throws Exception {
        byte[] zip = Samples.encrypted(Samples.zip("a.txt", "text".getBytes(US_ASCII)));
        try (Subject subject = subject("a.zip", zip)) {
            assertThat(judge(subject).status()).isEqualTo(Status.ENCRYPTED);
        }
    }

    @Test
    void whatTwoProgramsUnpackDifferentlyIsAThreat() throws Exception {
        byte[] zip = Samples.zip("a.txt", "text".getBytes(US_ASCII));
        zip[30] = 'b'; // the name in front of the file, not that in the directory
        try (Subject subject = subject("a.zip", zip)) {
            ModuleResult result = judge(subject);
            assertThat(result.status()).isEqualTo(Status.INTRUSION_THREAT);
            assertThat(result.findings()).extracting(Finding::code).contains("archive-trick");
        }
    }

    @Test
    void whatBreaksOffIsToldOf() throws Exception {
        byte[] zip = Samples.zip("a.txt", new byte[5_000]);
        byte[] half = Arrays.copyOf(zip, 45);
        try (Subject subject = subject("a.zip", half)) {
            assertThat(subject.objects())
                    .extracting(object -> object.look().state())
                    .contains(Look.State.DAMAGED);
        }
    }

    @Test
    void withoutAWorkerNothingIsClean(@TempDir Path directory) throws Exception {
        try (Unpackers none = Workers.start(Workers.program(Path.of("/bin/false")), directory, 1);
                Subject subject =
                        Samples.subject(
                                Samples.octets(
                                        Samples.withAttachment(
                                                "a.zip", Samples.zip("a.txt", new byte[10]))),
                                Limits.DEFAULT,
                                new WorkerOpener(none))) {
            assertThat(judge(subject).text()).isEqualTo("Error (engine down)");
        }
    }
}
