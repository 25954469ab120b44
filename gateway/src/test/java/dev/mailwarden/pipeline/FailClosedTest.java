package dev.mailwarden.pipeline;

import static dev.mailwarden.scan.Samples.octets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Resource;
import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.filetype.FileType;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.Acceptance;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.queue.Spools;
import dev.mailwarden.scan.ContainerOpener;
import dev.mailwarden.scan.Examination;
import dev.mailwarden.scan.Fitness;
import dev.mailwarden.scan.Look;
import dev.mailwarden.scan.Samples;
import dev.mailwarden.scan.ScanModule;
import dev.mailwarden.scan.ScriptedModule;
import dev.mailwarden.scan.UnableException;
import dev.mailwarden.scan.antivirus.Answer;
import dev.mailwarden.scan.antivirus.AntivirusModule;
import dev.mailwarden.scan.antivirus.Engine;
import dev.mailwarden.spool.Frame;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever fails, in a module or around it (S-08 to S-10): nothing is found clean by failure,
 * nothing is taken without a commit, and nothing that was taken is lost.
 */
class FailClosedTest {

    private static final List<String> REACTIONS =
            List.of("tempfail", "quarantine", "reject", "delete-message", "skip");

    private static final String QUICK = "protection: {antivirus: {time-limit: 1s}}\n";

    @TempDir private Path directory;

    private final CountDownLatch end = new CountDownLatch(1);
    private int tried;
    private final List<String> passed = new ArrayList<>();

    @AfterEach
    void letGo() {
        end.countDown();
    }

    @Test
    void aModuleThatFailsIsNeverFoundClean() throws Exception {
        for (var failure : failures().entrySet()) {
            for (String reaction : REACTIONS) {
                var module = ScriptedModule.doing(ModuleName.ANTIVIRUS, failure.getValue());
                try (Court court = Court.under(reacting(reaction), module)) {
                    check(court, plain(), reaction, failure.getKey());
                }
            }
        }
        assertThat(passed).as("%d tried", tried).isEmpty();
        assertThat(tried).isGreaterThanOrEqualTo(100);
    }

    @Test
    void aModuleThatHangsIsNeverFoundClean() throws Exception {
        Callable<Examination> interruptible =
                () -> {
                    end.await();
                    return clean();
                };
        Callable<Examination> deaf =
                () -> {
                    while (end.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return clean();
                };
        for (Callable<Examination> hanging : List.of(interruptible, deaf)) {
            var module = ScriptedModule.doing(ModuleName.ANTIVIRUS, hanging);
            try (Court court = Court.under(QUICK + reacting("tempfail"), module)) {
                check(court, plain(), "tempfail", "hangs");
            }
        }
        assertThat(passed).isEmpty();
    }

    @Test
    void aModuleThatIsMissingIsNotShownAsClean() throws Exception {
        try (Court court = Court.under(reacting("tempfail"))) {
            assertThat(court.process(plain()).code()).isEqualTo(250);
            assertThat(judged(court)).allMatch(it -> it.verdict().results().isEmpty());
            assertThat(delivered(court)).contains("X-Mailwarden-Antivirus: NotScanned");
        }
    }

    @Test
    void whatDoesNotFitIntoTheBudgetIsNeverFoundClean() throws Exception {
        byte[] program = Samples.program();
        byte[] nested = program;
        for (int i = 0; i < 5; i++) {
            nested = Samples.zip("inner" + i + ".zip", nested);
        }
        Map<String, byte[]> messages = new LinkedHashMap<>();
        messages.put("{depth: 2}", octets(Samples.withAttachment("a.zip", nested)));
        messages.put("{parts: 1}", octets(Samples.withAttachment("a.exe", program)));
        for (var message : messages.entrySet()) {
            for (String reaction : REACTIONS) {
                String settings =
                        "protection: {budget: %s}%n".formatted(message.getKey())
                                + reacting(reaction);
                try (Court court =
                        Court.under(settings, new AntivirusModule(List.of(new Blind())))) {
                    check(court, Samples.mail(message.getValue()), reaction, message.getKey());
                }
            }
        }
        assertThat(passed).as("%d tried", tried).isEmpty();
    }

    @Test
    void whatCannotBeOpenedIsNeverFoundClean() throws Exception {
        byte[] archive = Samples.zip("tool.exe", Samples.program());
        InboundMail mail = Samples.mail(octets(Samples.withAttachment("a.zip", archive)));
        for (var opener : openers().entrySet()) {
            for (String reaction : REACTIONS) {
                try (Court court =
                        Court.under(
                                reacting(reaction), new AntivirusModule(List.of(new Blind())))) {
                    court.opener = opener.getValue();
                    check(court, mail, reaction, opener.getKey());
                }
            }
        }
        assertThat(passed).as("%d tried", tried).isEmpty();
    }

    @Test
    void whatCannotBeReadBackIsNotTaken() throws Exception {
        var module = ScriptedModule.saying(ModuleName.ANTIVIRUS, Status.NOT_DETECTED);
        for (Unreadable.How how : Unreadable.How.values()) {
            try (Court court = Court.under(reacting("skip"), module)) {
                InboundMail mail = plain();
                assertThat(court.process(with(mail, new Unreadable(mail.content(), how))).code())
                        .as(how.name())
                        .isEqualTo(451);
                assertThat(court.batches).isEmpty();
                assertThat(court.openDrafts()).isZero();
            }
        }
    }

    @Test
    void whatCannotBeWrittenIsNotTaken() throws Exception {
        for (int room = 0; room < 4; room++) {
            try (Court court = Court.under(everything("skip"), infected())) {
                court.intake.room = room;
                assertThat(court.process(plain()).code()).isEqualTo(451);
                assertThat(court.batches).isEmpty();
                assertThat(court.copies).isEmpty();
                assertThat(court.openDrafts()).isZero();
            }
        }
    }

    @Test
    void whatCannotBeKeptIsNotTaken() throws Exception {
        for (StorageException.Reason reason : StorageException.Reason.values()) {
            for (String action : List.of("skip", "quarantine", "reject", "delete-message")) {
                try (Court court = Court.under(everything(action), infected())) {
                    court.noShelf = Optional.of(new StorageException(reason, "no"));
                    assertThat(court.process(plain()).code()).isIn(451, 452);
                    assertThat(court.batches).isEmpty();
                    assertThat(court.copies).isEmpty();
                    assertThat(court.recorded).isEmpty();
                    assertThat(court.openDrafts()).isZero();
                }
            }
        }
    }

    @Test
    void whatCannotBeCommittedIsNotTaken() throws Exception {
        List<Acceptance> failing =
                List.of(
                        _ -> {
                            throw new IOException("disk");
                        },
                        _ -> {
                            throw new IllegalStateException("surprise");
                        },
                        _ -> {
                            throw new OutOfMemoryError("commit");
                        });
        for (Acceptance acceptance : failing) {
            for (String action : List.of("skip", "quarantine", "reject", "delete-message")) {
                try (Court court = Court.under(everything(action), infected())) {
                    court.accept(acceptance);
                    assertThat(court.process(plain()).code()).isEqualTo(451);
                    assertThat(court.openDrafts()).isZero();
                }
            }
        }
    }

    @Test
    void whatFindsNoRoomInTheSpoolLeavesNoCopyBehind() throws Exception {
        Spool full = Spools.open(directory.resolve("spool"));
        full.close(); // takes no frame, as one without room
        try (Court court = Court.under(everything("quarantine"), infected())) {
            court.accept(_ -> full.append(Frame.note(new byte[] {1}, WrittenEvents.NONE)));
            assertThat(court.process(plain()).code()).isEqualTo(452);
            assertThat(court.copies).isEmpty();
            assertThat(court.openDrafts()).isZero();
        }
    }

    @Test
    void aRefusalThatCannotBeRecordedIsNoAcceptance() throws Exception {
        try (Court court = Court.under("default-rule: {mode: reject}\n")) {
            court.record(_ -> {
                throw new IllegalStateException("journal");
            });
            assertThat(court.process(plain()).code()).isIn(451, 550);
            assertThat(court.batches).isEmpty();
        }
    }

    private void check(Court court, InboundMail mail, String reaction, String what)
            throws InterruptedException {
        tried++;
        Reply reply = court.process(mail);
        List<Event.Judged> judged = judged(court);
        boolean clean =
                judged.stream()
                        .flatMap(it -> it.verdict().results().values().stream())
                        .anyMatch(result -> result.status() == result.module().clean());
        boolean untold = reply.code() != 451 && judged.isEmpty();
        boolean taken = reply.code() == 250;
        boolean marked = reaction.equals("skip") || delivered(court).isEmpty();
        if (clean || untold || taken != (court.batches.size() == 1) || !marked) {
            passed.add(what + ", " + reaction + ": " + reply + " " + judged);
        }
        if (taken) {
            assertThat(isKeptOrDelivered(court, judged)).as(what).isTrue();
        }
        assertThat(court.openDrafts()).as(what).isZero();
    }

    /** Whether what was taken is somewhere, unless it was to go. */
    private static boolean isKeptOrDelivered(Court court, List<Event.Judged> judged) {
        Batch batch = court.batches.getFirst();
        return judged.stream()
                .allMatch(it ->
                        switch (it.fate()) {
                            case DELIVERED -> !batch.portions().isEmpty();
                            case QUARANTINED ->
                                    court.copies.keySet().containsAll(it.kept())
                                            && !it.kept().isEmpty();
                            case DISCARDED -> it.fate() == Fate.DISCARDED;
                            case REFUSED, PUT_OFF -> false;
                        });
    }

    private static List<Event.Judged> judged(Court court) {
        List<Event> events = new ArrayList<>(court.recorded);
        court.batches.forEach(batch -> events.addAll(batch.events()));
        return events.stream()
                .filter(Event.Judged.class::isInstance)
                .map(Event.Judged.class::cast)
                .toList();
    }

    private static String delivered(Court court) {
        return court.batches.stream()
                .flatMap(batch -> batch.portions().stream())
                .map(Batch.Portion::content)
                .map(FailClosedTest::text)
                .findFirst()
                .orElse("");
    }

    private static String text(Content content) {
        var octets = new ByteArrayOutputStream();
        try {
            content.writeTo(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    /** The recipient of {@link Samples#mail} is outside, where no fields are written by default. */
    private static String reacting(String action) {
        return """
        marking: {headers-outside: true}
        default-rule:
          scan:
            antivirus: {infected: skip, encrypted: skip, error: %s, intrusion-threat: %s}
        """
                .formatted(action, action.equals("tempfail") ? "reject" : action);
    }

    /** Everything that can be written because of one message. */
    private static String everything(String action) {
        return """
        marking: {headers-outside: true}
        templates:
          - {name: T, subject: s, text: t}
        default-rule:
          blind-copies: [a@blind.example]
          notices:
            - {of: infected, recipients: T, others: T, list: [a@watch.example], attach-original: true}
          scan:
            antivirus:
              infected: {action: %s, backup: true, tag: "[Bad]"}
        """
                .formatted(action);
    }

    private static ScanModule infected() {
        return ScriptedModule.saying(ModuleName.ANTIVIRUS, Status.INFECTED);
    }

    private static InboundMail plain() {
        return Samples.mail(octets("Subject: hello\n\nbody\n"));
    }

    private static InboundMail with(InboundMail mail, Content content) {
        return new InboundMail(
                mail.journey(), mail.arrival(), mail.envelope(), content, mail.messageId());
    }

    private static Examination clean() {
        return _ -> result(ModuleName.ANTIVIRUS);
    }

    private static ModuleResult result(ModuleName module) {
        return ModuleResult.of(module, module.clean(), List.of(), Duration.ZERO);
    }

    private static Map<String, Callable<Examination>> failures() {
        Map<String, Callable<Examination>> failures = new LinkedHashMap<>();
        List<Throwable> thrown =
                List.of(
                        new IOException("read"),
                        new Exception("any"),
                        new IllegalStateException("state"),
                        new InterruptedException("stop"),
                        new CancellationException("cancelled"),
                        new OutOfMemoryError("heap"),
                        new StackOverflowError("deep"),
                        new AssertionError("wrong"),
                        new NoClassDefFoundError("absent"),
                        new ExceptionInInitializerError("init"),
                        new TimeoutException("late"));
        for (Throwable one : thrown) {
            failures.put(
                    "throws " + one.getClass().getSimpleName(),
                    () -> {
                        throw sneaky(one);
                    });
            if (one instanceof Error || one instanceof RuntimeException) {
                failures.put(
                        "judges by " + one.getClass().getSimpleName(),
                        () ->
                                _ -> {
                                    throw sneaky(one);
                                });
            }
        }
        for (Reason reason : Reason.values()) {
            if (reason.of() == Status.ERROR) {
                failures.put(
                        "unable: " + reason,
                        () -> {
                            throw new UnableException(reason, "no");
                        });
            }
        }
        failures.put("no examination", () -> (new Examination[1])[0]);
        failures.put("no result", () -> _ -> (new ModuleResult[1])[0]);
        failures.put("another's result", () -> _ -> result(ModuleName.LINKS));
        failures.put("recurses", () -> _ -> recurse(0));
        return failures;
    }

    private static ModuleResult recurse(int depth) {
        return depth < 0 ? result(ModuleName.ANTIVIRUS) : recurse(Math.abs(depth) + 1 - 1);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // to throw anything anywhere
    private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static Map<String, ContainerOpener> openers() {
        Map<String, ContainerOpener> openers = new LinkedHashMap<>();
        for (Throwable thrown :
                List.of(
                        new IllegalStateException("worker"),
                        new OutOfMemoryError("worker"),
                        new InterruptedException("worker"))) {
            openers.put(
                    "opener throws " + thrown.getClass().getSimpleName(),
                    opening(() -> {
                        throw sneaky(thrown);
                    }));
        }
        for (Reason reason : List.of(Reason.INTERNAL, Reason.TIMEOUT, Reason.ENGINE_DOWN)) {
            openers.put(
                    "opener: " + reason,
                    opening(() -> List.of(opened(Look.failed(reason, "no worker")))));
        }
        for (Resource resource : Resource.values()) {
            openers.put(
                    "opener is over budget: " + resource,
                    opening(() -> List.of(opened(Look.over(resource)))));
        }
        return openers;
    }

    private static ContainerOpener.Opened opened(Look look) {
        return new ContainerOpener.Opened(look, List.of(), () -> {});
    }

    private static ContainerOpener opening(Callable<List<ContainerOpener.Opened>> how) {
        return new ContainerOpener() {
            @Override
            public boolean opens(FileType type) {
                return true;
            }

            @Override
            public List<Opened> open(Detection type, Octets container, Budget budget) {
                try {
                    return how.call();
                } catch (Exception e) {
                    throw sneaky(e);
                }
            }
        };
    }

    /** Says of everything that it is clean. */
    private static final class Blind implements Engine {

        @Override
        public String name() {
            return "blind";
        }

        @Override
        public Answer scan(Octets octets, Duration wall) {
            return new Answer.Clean();
        }

        @Override
        public Fitness fitness() {
            return Fitness.FIT;
        }
    }
}
