package dev.mailwarden.scan.antivirus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.Range;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Reaction;
import dev.mailwarden.policy.Scan;
import dev.mailwarden.scan.Asked;
import dev.mailwarden.scan.FakeOpener;
import dev.mailwarden.scan.Fitness;
import dev.mailwarden.scan.Policies;
import dev.mailwarden.scan.Samples;
import dev.mailwarden.scan.Scanner;
import dev.mailwarden.scan.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AntivirusModuleTest {

    private static final Scan RULE = Policies.asking(ModuleName.ANTIVIRUS);
    private static final Answer CLEAN = new Answer.Clean();

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** Says what a test wants of the octets it gets. */
    private static final class ScriptedEngine implements Engine {

        private final Function<String, Answer> script;
        private final AtomicInteger asked = new AtomicInteger();

        ScriptedEngine(Function<String, Answer> script) {
            this.script = script;
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public Answer scan(Octets octets, Duration wall) {
            asked.incrementAndGet();
            try {
                byte[] all = octets.copy(new Range(0, octets.length()));
                return script.apply(new String(all, ISO_8859_1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Fitness fitness() {
            return Fitness.FIT;
        }
    }

    /** An engine that knows a word as malware; it does not decode anything. */
    private static ScriptedEngine knowing(String word) {
        return new ScriptedEngine(
                text -> text.contains(word) ? new Answer.Infected("Word") : CLEAN);
    }

    private ModuleResult look(String mail, Scan rule, Engine... engines) throws Exception {
        var module = new AntivirusModule(List.of(engines));
        var scanner = new Scanner(List.of(module), threads, System::nanoTime, 2);
        try (Subject subject =
                Samples.subject(Samples.octets(mail), Limits.DEFAULT, new FakeOpener())) {
            return scanner.scan(subject, Policies.of(rule), List.of(Asked.of(rule)))
                    .getFirst()
                    .of(ModuleName.ANTIVIRUS)
                    .orElseThrow();
        }
    }

    private static Scan reacting(Map<Status, Reaction> reactions) {
        return Policies.reacting(Map.of(ModuleName.ANTIVIRUS, reactions));
    }

    @Test
    void withoutAnEngineNothingIsCleanAndNothingIsHarmed() throws Exception {
        assertThat(look("Subject: x\n\ntext\n", RULE).text())
                .isEqualTo("NotScanned (disabled by settings)");
        assertThat(new AntivirusModule(List.of()).fitness().state())
                .isEqualTo(Fitness.State.ABSENT);
    }

    @Test
    void anHonestMessageIsSentOnceAsAWhole() throws Exception {
        ScriptedEngine engine = knowing("nothing of the kind");
        String mail = Samples.withAttachment("a.zip", Samples.zip("a.txt", new byte[99]));
        assertThat(look(mail, RULE, engine).text()).isEqualTo("NotDetected");
        assertThat(engine.asked).hasValue(1);
    }

    @Test
    void ofAnAmbiguousMessageEveryReadingIsSent() throws Exception {
        String mail =
                """
                From: a@from.example
                Subject: x
                Content-Type: text/plain
                Content-Transfer-Encoding: 7bit
                Content-Transfer-Encoding: base64

                %s
                """
                        .formatted(
                                Base64.getEncoder()
                                        .encodeToString("the bad word".getBytes(US_ASCII)));
        assertThat(look(mail, RULE, knowing("bad word")).status()).isEqualTo(Status.INFECTED);
    }

    @Test
    void theStrictestOfSeveralEnginesCounts() throws Exception {
        String mail = "Subject: x\n\nthe bad word\n";
        ModuleResult result = look(mail, RULE, knowing("other"), knowing("bad word"));
        assertThat(result.status()).isEqualTo(Status.INFECTED);
        assertThat(result.findings()).extracting(Finding::part).containsOnly("1");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE_ATTACHMENT, TEMPFAIL, Error (engine down)",
        "REJECT, TEMPFAIL, Infected",
        "SKIP, SKIP, Infected"
    })
    void whatTheRuleIsStricterAboutCounts(Action infected, Action error, String text)
            throws Exception {
        Scan rule =
                reacting(
                        Map.of(
                                Status.INFECTED, Reaction.of(infected),
                                Status.ERROR, Reaction.of(error)));
        var down = new ScriptedEngine(_ -> new Answer.Failed(Reason.ENGINE_DOWN, "no answer"));
        ModuleResult result = look("Subject: x\n\nthe bad word\n", rule, knowing("bad"), down);
        assertThat(result.text()).isEqualTo(text);
        assertThat(result.findings()).extracting(Finding::code).contains("infected");
    }

    @Test
    void anEngineThatFailsIsAnErrorEvenIfAnotherIsClean() throws Exception {
        var down = new ScriptedEngine(_ -> new Answer.Failed(Reason.TIMEOUT, "no answer"));
        assertThat(look("Subject: x\n\ntext\n", RULE, knowing("bad"), down).text())
                .isEqualTo("Error (timeout)");
    }

    @Test
    void whatIsTooLargeAsAWholeIsSentInItsParts() throws Exception {
        var small =
                new ScriptedEngine(text ->
                        text.length() > 500
                                ? new Answer.Failed(Reason.SIZE_LIMIT, "too large")
                                : CLEAN);
        String mail = Samples.withAttachment("a.txt", "short".repeat(20).getBytes(US_ASCII));
        assertThat(look(mail, RULE, small).text()).isEqualTo("NotDetected");
        String large = Samples.withAttachment("a.txt", "long".repeat(200).getBytes(US_ASCII));
        assertThat(look(large, RULE, small).text()).isEqualTo("Error (size-limit)");
    }

    @Test
    void macrosAreAFlagIfTheRuleWantsIt() throws Exception {
        var macros = new ScriptedEngine(_ -> new Answer.Macros("Macros"));
        ModuleResult result = look("Subject: x\n\ntext\n", RULE, macros);
        assertThat(result.text()).isEqualTo("NotDetected");
        assertThat(result.macros()).isTrue();
        Scan without =
                new Scan(
                        Map.of(ModuleName.ANTIVIRUS, Map.of()),
                        new Scan.Antivirus(Action.DELETE_ATTACHMENT, false, false, List.of()),
                        Policies.NO_CONTENT);
        assertThat(look("Subject: x\n\ntext\n", without, macros).macros()).isFalse();
    }

    @Test
    void namesThatLieAreAThreat() throws Exception {
        for (String name : List.of("invoice.pdf.exe", "..\\..\\start.bat")) {
            String mail = Samples.withAttachment(name.replace("\\", "\\\\"), new byte[10]);
            assertThat(look(mail, RULE).status()).as(name).isEqualTo(Status.INTRUSION_THREAT);
        }
        for (String name : List.of("setup.exe", "v1.2.exe", "report.pdf", "a.tar.gz", "x.doc")) {
            String mail = Samples.withAttachment(name, new byte[10]);
            assertThat(look(mail, RULE).status()).as(name).isEqualTo(Status.NOT_SCANNED);
        }
    }

    @Test
    void aFileThatOnlySomeReadersSeeIsAThreat() throws Exception {
        String mail =
                """
                From: a@from.example
                Subject: x
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=aaa; boundary=bbb

                --aaa
                Content-Type: text/plain

                --bbb
                Content-Type: application/octet-stream
                Content-Transfer-Encoding: base64

                %s
                --bbb--
                --aaa--
                """
                        .formatted(
                                Base64.getMimeEncoder(76, new byte[] {'\n'})
                                        .encodeToString(Samples.program()));
        ModuleResult result = look(mail, RULE);
        assertThat(result.status()).isEqualTo(Status.INTRUSION_THREAT);
        assertThat(result.findings()).extracting(Finding::code).contains("hidden-file");
    }

    @ParameterizedTest
    @CsvSource({
        "REJECT, SKIP, Encrypted",
        "SKIP, REJECT, Error (nesting-level)",
        "SKIP, SKIP, Error (nesting-level)"
    })
    void whatIsEncryptedAndSomethingElseIsBoth(Action encrypted, Action error, String text)
            throws Exception {
        byte[] both = Samples.encryptedAnd(Samples.zip("run.exe", Samples.program()));
        String mail = Samples.withAttachment("a.dat", both);
        assertThat(look(mail, RULE, knowing("nothing")).text()).isEqualTo("Encrypted");
        Scan rule =
                reacting(
                        Map.of(
                                Status.ENCRYPTED, Reaction.of(encrypted),
                                Status.ERROR, Reaction.of(error)));
        var module = new AntivirusModule(List.of(knowing("nothing")));
        var scanner = new Scanner(List.of(module), threads, System::nanoTime, 2);
        try (Subject subject =
                Samples.subject(
                        Samples.octets(mail), Limits.DEFAULT.withDepth(2), new FakeOpener())) {
            ModuleResult result =
                    scanner.scan(subject, Policies.of(rule), List.of(Asked.of(rule)))
                            .getFirst()
                            .of(ModuleName.ANTIVIRUS)
                            .orElseThrow();
            assertThat(result.text()).isEqualTo(text);
            assertThat(result.findings()).extracting(Finding::code).contains("encrypted");
        }
    }

    @Test
    void whatWasFoundBesideAFailureDoesNotPassForAll() throws Exception {
        Scan rule = reacting(Map.of(Status.INFECTED, Reaction.of(Action.DELETE_ATTACHMENT)));
        var down = new ScriptedEngine(_ -> new Answer.Failed(Reason.ENGINE_DOWN, "no answer"));
        ModuleResult result = look("Subject: x\n\nthe bad word\n", rule, knowing("bad"), down);
        assertThat(result.text()).isEqualTo("Infected");
        assertThat(result.isWhole()).isFalse();
        assertThat(look("Subject: x\n\nthe bad word\n", rule, knowing("bad")).isWhole()).isTrue();
    }

    @Test
    void whatIsDeletedForOneThingIsDeletedForAllThatCallForIt() throws Exception {
        Scan rule =
                reacting(
                        Map.of(
                                Status.INFECTED, Reaction.of(Action.DELETE_ATTACHMENT),
                                Status.ENCRYPTED, Reaction.of(Action.DELETE_ATTACHMENT)));
        byte[] encrypted = Samples.encryptedAnd(new byte[0]);
        String mail =
                Samples.withAttachment("a.dat", encrypted).replace("Here it is.", "the bad word");
        ModuleResult result = look(mail, rule, knowing("bad word"));
        assertThat(result.status()).isEqualTo(Status.INFECTED);
        assertThat(result.findings()).extracting(Finding::part).contains("1.1", "1.2");
    }

    @ParameterizedTest
    @CsvSource({"true, NotScanned (disabled by settings)", "false, Infected"})
    void onlyWhatIsAnArchiveToEverybodyIsLeftOutAsOne(boolean archive, String text)
            throws Exception {
        Scan rule =
                new Scan(
                        Map.of(ModuleName.ANTIVIRUS, Map.of()),
                        new Scan.Antivirus(Action.DELETE_ATTACHMENT, true, true, List.of()),
                        Policies.NO_CONTENT);
        String name = archive ? "bad-word.txt" : "%PDF-1.4 bad-word.txt";
        String mail = Samples.withAttachment("a.zip", Samples.zip(name, new byte[10]));
        Engine byParts =
                new ScriptedEngine(octets ->
                        octets.startsWith("From")
                                ? new Answer.Infected("Message")
                                : octets.contains("bad-word")
                                        ? new Answer.Infected("Message")
                                        : CLEAN);
        assertThat(look(mail, rule, byParts).text()).isEqualTo(text);
    }
}
