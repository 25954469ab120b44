package dev.mailwarden.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.message.Verdict;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Protection;
import dev.mailwarden.policy.Reaction;
import dev.mailwarden.policy.Scan;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScannerTest {

    private static final Duration SHORT = Duration.ofMillis(100);
    private static final String MAIL = "From: a@from.example\nSubject: x\n\ntext\n";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        end.countDown();
        threads.shutdownNow();
    }

    private Scanner scanner(ScanModule... modules) {
        return new Scanner(List.of(modules), threads, System::nanoTime, 2);
    }

    private static Verdict only(Scanner scanner, Policy policy, Scan rule) throws Exception {
        return scan(scanner, policy, Samples.octets(MAIL), Limits.DEFAULT, rule).getFirst();
    }

    private static List<Verdict> scan(
            Scanner scanner, Policy policy, byte[] mail, Limits limits, Scan... rules)
            throws Exception {
        try (Subject subject = Samples.subject(mail, limits)) {
            return scanner.scan(subject, policy, Stream.of(rules).map(Asked::of).toList());
        }
    }

    private static String text(Verdict verdict, ModuleName module) {
        return verdict.of(module).map(ModuleResult::text).orElse("");
    }

    static Stream<ModuleResult> everyResult() {
        return Stream.of(ModuleName.values())
                .flatMap(module ->
                        Stream.of(Status.values())
                                .filter(status ->
                                        module.has(status) && status != Status.MACROS_DETECTED)
                                .flatMap(status -> results(module, status)));
    }

    private static Stream<ModuleResult> results(ModuleName module, Status status) {
        List<Reason> reasons =
                Stream.of(Reason.values()).filter(reason -> reason.of() == status).toList();
        return reasons.isEmpty()
                ? Stream.of(ModuleResult.of(module, status, List.of(), Duration.ZERO))
                : reasons.stream()
                        .map(reason -> ModuleResult.because(module, reason, Duration.ZERO));
    }

    @ParameterizedTest
    @MethodSource("everyResult")
    void whatAModuleSaysIsItsResult(ModuleResult said) throws Exception {
        var module = ScriptedModule.doing(said.module(), () -> _ -> said);
        Scan rule = Policies.asking(said.module());
        Verdict verdict = only(scanner(module), Policies.of(rule), rule);
        assertThat(verdict.of(said.module()).map(ModuleResult::text)).contains(said.text());
        assertThat(verdict.of(said.module()).map(ModuleResult::time).orElseThrow()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(ModuleName.class)
    void whateverGoesWrongIsAnErrorAndNeverClean(ModuleName name) throws Exception {
        Scan rule = Policies.asking(name);
        Policy policy = Policies.of(rule);
        assertThat(text(only(scanner(throwing(name, new IOException("disk"))), policy, rule), name))
                .isEqualTo("Error (internal)");
        assertThat(
                        text(
                                only(
                                        scanner(throwing(name, new StackOverflowError())),
                                        policy,
                                        rule),
                                name))
                .isEqualTo("Error (internal)");
        var down = new UnableException(Reason.ENGINE_DOWN, "no answer");
        assertThat(text(only(scanner(throwing(name, down)), policy, rule), name))
                .isEqualTo("Error (engine down)");
        var other = ScriptedModule.doing(name, () -> _ -> ofAnother(name));
        assertThat(text(only(scanner(other), policy, rule), name)).isEqualTo("Error (internal)");
        var surprised =
                ScriptedModule.doing(
                        name,
                        () ->
                                _ -> {
                                    throw new IllegalStateException("surprise");
                                });
        assertThat(text(only(scanner(surprised), policy, rule), name))
                .isEqualTo("Error (internal)");
    }

    private static ModuleResult ofAnother(ModuleName name) {
        ModuleName other = name == ModuleName.CONTENT ? ModuleName.ANTISPAM : ModuleName.CONTENT;
        return ModuleResult.of(other, other.clean(), List.of(), Duration.ZERO);
    }

    private static ScriptedModule throwing(ModuleName name, Throwable thrown) {
        return ScriptedModule.doing(
                name,
                () -> {
                    if (thrown instanceof Error error) {
                        throw error;
                    }
                    throw (Exception) thrown;
                });
    }

    @Test
    void aModuleThatTakesTooLongIsInterruptedAndAnError() throws Exception {
        var interrupted = new CountDownLatch(1);
        var slow =
                ScriptedModule.doing(
                        ModuleName.LINKS,
                        () -> {
                            try {
                                end.await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                                throw e;
                            }
                            throw new AssertionError("nobody interrupted it");
                        });
        Scan rule = Policies.asking(ModuleName.LINKS);
        Policy policy = Policies.of(Policies.protection(Protection.Mode.FULL, true, SHORT), rule);
        Scanner scanner = scanner(slow);
        assertThat(text(only(scanner, policy, rule), ModuleName.LINKS))
                .isEqualTo("Error (timeout)");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(scanner.health().getFirst().failures()).isEqualTo(1);
    }

    @Test
    void aModuleWhoseThreadsHangIsDownUntilTheyEnd() throws Exception {
        var hanging =
                ScriptedModule.doing(
                        ModuleName.LINKS,
                        () -> {
                            awaitDeaf(end);
                            return _ ->
                                    ModuleResult.of(
                                            ModuleName.LINKS,
                                            Status.NOT_DETECTED,
                                            List.of(),
                                            Duration.ZERO);
                        });
        Scan rule = Policies.asking(ModuleName.LINKS);
        Policy policy = Policies.of(Policies.protection(Protection.Mode.FULL, true, SHORT), rule);
        Scanner scanner = scanner(hanging);
        for (int i = 0; i < 2; i++) {
            assertThat(text(only(scanner, policy, rule), ModuleName.LINKS))
                    .isEqualTo("Error (timeout)");
        }
        assertThat(text(only(scanner, policy, rule), ModuleName.LINKS))
                .isEqualTo("Error (engine down)");
        assertThat(hanging.looks()).isEqualTo(2);
        assertThat(scanner.health().getFirst().lost()).isEqualTo(2);
        assertThat(scanner.health().getFirst().fitness().state()).isEqualTo(Fitness.State.DOWN);
        end.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(scanner.health().getFirst().lost()).isZero();
        assertThat(scanner.health().getFirst().fitness().state()).isEqualTo(Fitness.State.UP);
    }

    static void awaitDeaf(CountDownLatch end) {
        boolean over = false;
        while (!over) {
            try {
                end.await();
                over = true;
            } catch (InterruptedException _) {
                over = false; // it does not listen
            }
        }
    }

    @Test
    void aThreadThatIsRefusedIsAnError() throws Exception {
        ExecutorService none =
                new ThreadPoolExecutor(
                        0,
                        1,
                        1,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        (_, _) -> {
                            throw new RejectedExecutionException("full");
                        });
        none.shutdown();
        var module = ScriptedModule.saying(ModuleName.LINKS, Status.NOT_DETECTED);
        var scanner = new Scanner(List.of(module), none, System::nanoTime, 2);
        Scan rule = Policies.asking(ModuleName.LINKS);
        assertThat(text(only(scanner, Policies.of(rule), rule), ModuleName.LINKS))
                .isEqualTo("Error (engine down)");
    }

    @ParameterizedTest
    @CsvSource({"1, 10000, Error (nesting-level)", "32, 3, Error (size-limit)"})
    void whatWasNotSeenWholeIsNotClean(int depth, int parts, String text) throws Exception {
        String nested = MAIL;
        for (int i = 0; i < 5; i++) {
            nested = "Content-Type: message/rfc822\n\n" + nested;
        }
        Scan rule = Policies.asking(ModuleName.LINKS, ModuleName.ANTISPAM);
        var clean = ScriptedModule.saying(ModuleName.LINKS, Status.NOT_DETECTED);
        var spam = ScriptedModule.saying(ModuleName.ANTISPAM, Status.SPAM);
        Verdict verdict =
                scan(
                                scanner(clean, spam),
                                Policies.of(rule),
                                Samples.octets(nested),
                                Limits.DEFAULT.withDepth(depth).withParts(parts),
                                rule)
                        .getFirst();
        assertThat(text(verdict, ModuleName.LINKS)).isEqualTo(text);
        assertThat(text(verdict, ModuleName.ANTISPAM)).isEqualTo("Spam");
    }

    @Test
    void theLatenessOfOneModuleIsNotThatOfAnother() throws Exception {
        var late =
                new ScriptedModule(
                        ModuleName.LINKS,
                        ScanModule.Turn.FIRST,
                        subject -> {
                            while (subject.budget().isInTime()) {
                                Thread.onSpinWait();
                            }
                            throw new UnableException(Reason.TIMEOUT, "late");
                        });
        var next =
                ScriptedModule.saying(
                        ModuleName.ANTIVIRUS, ScanModule.Turn.SECOND, Status.NOT_DETECTED);
        Scan rule = Policies.asking(ModuleName.LINKS, ModuleName.ANTIVIRUS);
        Policy policy =
                Policies.of(
                        Policies.protection(Protection.Mode.FULL, true, Duration.ofSeconds(1)),
                        rule);
        Verdict verdict = only(scanner(late, next), policy, rule);
        assertThat(text(verdict, ModuleName.LINKS)).isEqualTo("Error (timeout)");
        assertThat(text(verdict, ModuleName.ANTIVIRUS)).isEqualTo("NotDetected");
    }

    @Test
    void thoseOfOneTurnLookSideBySide() throws Exception {
        var both = new CyclicBarrier(2);
        Scan rule = Policies.asking(ModuleName.LINKS, ModuleName.ANTISPAM);
        Verdict verdict =
                only(
                        scanner(
                                meeting(ModuleName.LINKS, both),
                                meeting(ModuleName.ANTISPAM, both)),
                        Policies.of(rule),
                        rule);
        assertThat(text(verdict, ModuleName.LINKS)).isEqualTo("NotDetected");
        assertThat(text(verdict, ModuleName.ANTISPAM)).isEqualTo("NotDetected");
    }

    private static ScriptedModule meeting(ModuleName name, CyclicBarrier both) {
        return ScriptedModule.doing(
                name,
                () -> {
                    both.await(10, TimeUnit.SECONDS);
                    return _ ->
                            ModuleResult.of(name, Status.NOT_DETECTED, List.of(), Duration.ZERO);
                });
    }

    @Test
    void aModuleThatNoRuleAsksDoesNotRun() throws Exception {
        var module = ScriptedModule.saying(ModuleName.LINKS, Status.DETECTED);
        Scan rule = Policies.asking(ModuleName.ANTISPAM);
        Verdict verdict = only(scanner(module), Policies.of(rule), rule);
        assertThat(module.looks()).isZero();
        assertThat(verdict.of(ModuleName.LINKS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ModuleName.class)
    void aModuleThatIsAskedAndNotAtWorkIsDown(ModuleName name) throws Exception {
        Scan rule = Policies.asking(name);
        assertThat(text(only(scanner(), Policies.of(rule), rule), name))
                .isEqualTo("Error (engine down)");
    }

    @ParameterizedTest(name = "{0} is {1}, error {2}: {3}")
    @CsvSource({
        "INFECTED, REJECT, TEMPFAIL, Infected",
        "INFECTED, SKIP, SKIP, Infected",
        "INFECTED, DELETE_ATTACHMENT, SKIP, Infected",
        "INFECTED, DELETE_ATTACHMENT, TEMPFAIL, Error (nesting-level)",
        "INFECTED, DISINFECT, TEMPFAIL, Error (nesting-level)",
        "INFECTED, SKIP, TEMPFAIL, Error (nesting-level)",
        "ENCRYPTED, SKIP, REJECT, Error (nesting-level)",
        "NOT_DETECTED, SKIP, SKIP, Error (nesting-level)"
    })
    void whatWasFoundInAMessageNotSeenWholeCountsUnlessAnErrorIsWorse(
            Status status, Action action, Action error, String text) throws Exception {
        var found = new Finding("infected", "Word", "1.2", "a.exe", 0, "scripted");
        var module =
                ScriptedModule.doing(
                        ModuleName.ANTIVIRUS,
                        () ->
                                _ ->
                                        new ModuleResult(
                                                ModuleName.ANTIVIRUS,
                                                status,
                                                Optional.empty(),
                                                List.of(found),
                                                true,
                                                Optional.empty(),
                                                Duration.ZERO));
        Scan rule =
                Policies.reacting(
                        Map.of(
                                ModuleName.ANTIVIRUS,
                                Map.of(
                                        status,
                                        Reaction.of(action),
                                        Status.ERROR,
                                        Reaction.of(error))));
        String nested = "Content-Type: message/rfc822\n\n" + MAIL;
        ModuleResult result =
                scan(
                                scanner(module),
                                Policies.of(rule),
                                Samples.octets(nested),
                                Limits.DEFAULT.withDepth(1),
                                rule)
                        .getFirst()
                        .of(ModuleName.ANTIVIRUS)
                        .orElseThrow();
        assertThat(result.text()).isEqualTo(text);
        assertThat(result.findings()).contains(found);
        assertThat(result.macros()).isTrue();
        assertThat(result.isWhole()).isFalse();
    }

    @Test
    void allModulesTogetherHaveNoLongerThanTheWall() throws Exception {
        var slow =
                ScriptedModule.doing(
                        ModuleName.LINKS,
                        () -> {
                            end.await();
                            throw new AssertionError("nobody interrupted it");
                        });
        var second =
                ScriptedModule.saying(
                        ModuleName.ANTIVIRUS, ScanModule.Turn.SECOND, Status.NOT_DETECTED);
        Scan rule = Policies.asking(ModuleName.LINKS, ModuleName.ANTIVIRUS);
        var scanner = new Scanner(List.of(slow, second), threads, System::nanoTime, 2, SHORT);
        Verdict verdict = only(scanner, Policies.of(rule), rule);
        assertThat(text(verdict, ModuleName.LINKS)).isEqualTo("Error (timeout)");
        assertThat(text(verdict, ModuleName.ANTIVIRUS)).isEqualTo("Error (timeout)");
        assertThat(second.looks()).isZero();
    }

    @Test
    void itsThreadsAreBoundedAndRefuseWhatFindsNoneFree() throws Exception {
        try (ExecutorService one = Scanner.threads(1)) {
            var virtual = one.submit(() -> Thread.currentThread().isVirtual());
            assertThat(virtual.get(10, TimeUnit.SECONDS)).isFalse();
        }
        ExecutorService one = Scanner.threads(1);
        try {
            one.execute(() -> awaitDeaf(end));
            assertThatThrownBy(() -> one.execute(() -> {}))
                    .isInstanceOf(RejectedExecutionException.class);
        } finally {
            end.countDown();
            one.shutdownNow();
        }
    }

    @Test
    void aLookThatNobodyWaitsForAnyMoreIsNotBegun() {
        var lost = new AtomicInteger();
        var looks = new AtomicInteger();
        var work =
                new Work(
                        () -> {
                            looks.incrementAndGet();
                            throw new IllegalStateException("begun");
                        },
                        lost);
        work.abandon();
        assertThatThrownBy(work::call).isInstanceOf(CancellationException.class);
        assertThat(looks).hasValue(0);
        assertThat(lost).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({
        "FULL, true, NotDetected",
        "FULL, false, NotScanned (disabled by settings)",
        "RESTRICTED, true, NotDetected",
        "RESTRICTED, false, NotScanned (policy)",
        "OFF, true, NotScanned (policy)",
        "OFF, false, NotScanned (policy)"
    })
    void theSwitchesStandAboveTheRules(Protection.Mode mode, boolean on, String text)
            throws Exception {
        var module = ScriptedModule.saying(ModuleName.LINKS, Status.NOT_DETECTED);
        Scan rule = Policies.asking(ModuleName.LINKS);
        Policy policy = Policies.of(Policies.protection(mode, on, Duration.ofMinutes(1)), rule);
        assertThat(text(only(scanner(module), policy, rule), ModuleName.LINKS)).isEqualTo(text);
        assertThat(module.looks()).isEqualTo(text.equals("NotDetected") ? 1 : 0);
    }

    @Test
    void aSparedModuleSaysWhyAndLooksForOthersOnly() throws Exception {
        var module = ScriptedModule.saying(ModuleName.ANTISPAM, Status.SPAM);
        Scan spared = Policies.asking(ModuleName.ANTISPAM);
        Scan other = Policies.asking(ModuleName.ANTISPAM);
        try (Subject subject = Samples.subject(MAIL)) {
            List<Verdict> verdicts =
                    scanner(module)
                            .scan(
                                    subject,
                                    Policies.of(spared, other),
                                    List.of(
                                            new Asked(
                                                    spared,
                                                    Map.of(ModuleName.ANTISPAM, Reason.ALLOWLIST)),
                                            Asked.of(other)));
            assertThat(text(verdicts.getFirst(), ModuleName.ANTISPAM))
                    .isEqualTo("NotScanned (allowlist)");
            assertThat(text(verdicts.getLast(), ModuleName.ANTISPAM)).isEqualTo("Spam");
        }
    }

    @ParameterizedTest(name = "{0}, then at most {1} with Backup {2}: looks {3}")
    @CsvSource({
        "SKIP, SKIP, false, true",
        "DELETE_ATTACHMENT, SKIP, false, true",
        "TEMPFAIL, SKIP, false, false",
        "TEMPFAIL, TEMPFAIL, false, false",
        "TEMPFAIL, DELETE_ATTACHMENT, false, true",
        "TEMPFAIL, QUARANTINE, false, true",
        "QUARANTINE, DELETE_ATTACHMENT, false, false",
        "QUARANTINE, REJECT, false, true",
        "REJECT, REJECT, false, false",
        "REJECT, DISINFECT, false, false",
        "REJECT, SKIP, true, true",
        "REJECT, DELETE_MESSAGE, false, true",
        "DELETE_MESSAGE, DELETE_MESSAGE, false, false",
        "DELETE_MESSAGE, SKIP, true, true"
    })
    void aDecidedMessageStopsEarlyIfNothingStricterCanCome(
            Action decided, Action possible, boolean backup, boolean looks) throws Exception {
        var second =
                ScriptedModule.saying(
                        ModuleName.ANTIVIRUS, ScanModule.Turn.SECOND, Status.NOT_DETECTED);
        Scan rule = rule(decided, possible, backup);
        Verdict verdict = only(deciding(second), Policies.of(rule), rule);
        assertThat(second.looks()).isEqualTo(looks ? 1 : 0);
        assertThat(text(verdict, ModuleName.ANTIVIRUS))
                .isEqualTo(
                        looks ? "NotDetected" : "NotScanned (already processed by another module)");
    }

    private Scanner deciding(ScanModule second) {
        return scanner(ScriptedModule.saying(ModuleName.ANTISPAM, Status.SPAM), second);
    }

    private static Scan rule(Action decided, Action possible, boolean backup) {
        return Policies.reacting(
                Map.of(
                        ModuleName.ANTISPAM,
                        Map.of(Status.SPAM, Reaction.of(decided)),
                        ModuleName.ANTIVIRUS,
                        Map.of(Status.INFECTED, new Reaction(possible, backup, ""))));
    }

    @Test
    void oneRuleThatNeedsAModuleIsEnough() throws Exception {
        var second =
                ScriptedModule.saying(
                        ModuleName.ANTIVIRUS, ScanModule.Turn.SECOND, Status.NOT_DETECTED);
        Scan decided = rule(Action.REJECT, Action.SKIP, false);
        Scan open = rule(Action.SKIP, Action.REJECT, false);
        List<Verdict> verdicts =
                scan(
                        deciding(second),
                        Policies.of(decided, open),
                        Samples.octets(MAIL),
                        Limits.DEFAULT,
                        decided,
                        open);
        assertThat(second.looks()).isEqualTo(1);
        assertThat(verdicts)
                .allSatisfy(verdict ->
                        assertThat(text(verdict, ModuleName.ANTIVIRUS)).isEqualTo("NotDetected"));
    }

    @Test
    void whoeverWaitsCanBeToldToStop() throws Exception {
        var slow =
                ScriptedModule.doing(
                        ModuleName.LINKS,
                        () -> {
                            end.await();
                            throw new AssertionError("nobody interrupted it");
                        });
        Scan rule = Policies.asking(ModuleName.LINKS);
        Scanner scanner = scanner(slow);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> only(scanner, Policies.of(rule), rule))
                .isInstanceOf(InterruptedException.class);
    }
}
