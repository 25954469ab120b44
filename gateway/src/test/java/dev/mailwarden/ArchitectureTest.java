package dev.mailwarden;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** How the packages may know one another, and who may do what; see docs/architecture.md. */
class ArchitectureTest {

    private static final String ROOT = "dev.mailwarden.";
    private static final String[] STAGES = {
        "receive", "authenticate", "scan", "decide", "act", "queue", "deliver"
    };

    /** Imported once: it takes longer than all rules together. */
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.mailwarden")
                    .that(DescribedPredicate.not(resideInAPackage("dev.mailwarden.unpack..")));

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static String[] packages(String... names) {
        return Arrays.stream(names).map(name -> ROOT + name + "..").toArray(String[]::new);
    }

    @Test
    void theClassesWereFound() {
        assertThat(CLASSES).hasSizeGreaterThan(50);
    }

    @Test
    void theVocabularyKnowsOnlyTheMailStandards() {
        check(
                classes()
                        .that()
                        .resideInAPackage(ROOT + "message..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                ROOT + "message..", ROOT + "mail..", "java..", "org.jspecify.."));
    }

    @Test
    void thePolicyKnowsOnlyTheVocabulary() {
        check(
                classes()
                        .that()
                        .resideInAPackage(ROOT + "policy..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                ROOT + "policy..",
                                ROOT + "message..",
                                ROOT + "mail..",
                                "java..",
                                "org.jspecify.."));
    }

    @Test
    void theVocabularyHasNoBehaviour() {
        check(
                classes()
                        .that()
                        .resideInAPackage(ROOT + "message..")
                        .and()
                        .areTopLevelClasses()
                        .and()
                        .haveSimpleNameNotEndingWith("Exception")
                        .and()
                        .doNotHaveSimpleName("package-info")
                        .should()
                        .beRecords()
                        .orShould()
                        .beEnums()
                        .orShould()
                        .beInterfaces());
    }

    @TestFactory
    Stream<DynamicTest> aStageKnowsNoOtherStage() {
        return Arrays.stream(STAGES)
                .map(stage ->
                        DynamicTest.dynamicTest(
                                stage,
                                () ->
                                        check(
                                                noClasses()
                                                        .that()
                                                        .resideInAPackage(ROOT + stage + "..")
                                                        .should()
                                                        .dependOnClassesThat()
                                                        .resideInAnyPackage(othersThan(stage)))));
    }

    private static String[] othersThan(String stage) {
        return Stream.concat(
                        Arrays.stream(packages(STAGES)).filter(p -> !p.equals(ROOT + stage + "..")),
                        Stream.of(ROOT + "pipeline.."))
                .toArray(String[]::new);
    }

    @Test
    void packagesFormNoCircle() {
        check(slices().matching("dev.mailwarden.(*)..").should().beFreeOfCycles());
    }

    @Test
    void theGroundKnowsNothingAbove() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                packages("config", "observe", "resolve", "spool", "storage"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                packages(
                                        "receive",
                                        "authenticate",
                                        "scan",
                                        "decide",
                                        "act",
                                        "queue",
                                        "deliver",
                                        "pipeline",
                                        "track",
                                        "keep",
                                        "operate",
                                        "cli")));
    }

    @Test
    void nothingDependsOnTheCommandLineButMain() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ROOT + "cli..", "dev.mailwarden")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(ROOT + "cli.."));
    }

    @Test
    void onlyTextOfPartsKnowsTheHtmlParser() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(ROOT + "scan.text..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.jsoup.."));
    }

    @Test
    void sqlIsInStoresOnly() {
        check(
                noClasses()
                        .that()
                        .haveSimpleNameNotEndingWith("Store")
                        .and()
                        .resideOutsideOfPackage(ROOT + "storage..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.sql.."));
    }

    @Test
    void theTimeIsPassedIn() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.mailwarden")
                        .should(
                                callOneOf(
                                        "java.time.Instant.now",
                                        "java.time.LocalDate.now",
                                        "java.time.LocalDateTime.now",
                                        "java.time.ZonedDateTime.now",
                                        "java.time.OffsetDateTime.now",
                                        "java.time.Clock.systemUTC",
                                        "java.time.Clock.systemDefaultZone",
                                        "java.lang.System.currentTimeMillis")));
    }

    @Test
    void chanceIsPassedIn() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.mailwarden")
                        .should(
                                callOneOf(
                                        "java.lang.Math.random",
                                        "java.util.UUID.randomUUID",
                                        "java.util.concurrent.ThreadLocalRandom.current",
                                        "java.util.random.RandomGenerator.getDefault")));
    }

    @Test
    void theEnvironmentIsReadByConfigOnly() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages("dev.mailwarden", ROOT + "config..")
                        .should(
                                callOneOf(
                                        "java.lang.System.getenv",
                                        "java.lang.System.getProperty",
                                        "java.lang.System.setProperty",
                                        "java.lang.System.getProperties",
                                        "java.lang.Integer.getInteger",
                                        "java.lang.Long.getLong",
                                        "java.lang.Boolean.getBoolean")));
    }

    @Test
    void threadsAreMadeWhereArchitectureSays() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.mailwarden")
                        .and()
                        .resideOutsideOfPackages(
                                packages("receive", "scan", "deliver", "queue", "spool", "track"))
                        .should(
                                callOneOf(
                                        "java.lang.Thread.<init>",
                                        "java.lang.Thread.ofVirtual",
                                        "java.lang.Thread.ofPlatform",
                                        "java.lang.Thread.startVirtualThread"))
                        .orShould(callClass("java.util.concurrent.Executors"))
                        .orShould(callOneOf("java.util.concurrent.ThreadPoolExecutor.<init>")));
    }

    @Test
    void nothingSleepsOrHidesStateInThreads() {
        check(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(ThreadLocal.class)
                        .orShould(callOneOf("java.lang.Thread.sleep")));
    }

    @Test
    void socketsAreOpenedWhereArchitectureSays() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.mailwarden")
                        .and()
                        .resideOutsideOfPackages(
                                packages(
                                        "receive",
                                        "deliver",
                                        "resolve",
                                        "operate",
                                        "observe",
                                        "demo",
                                        "scan.clamd"))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage(
                                                "java.net..", "java.nio.channels..", "javax.net..")
                                        .and(
                                                simpleNameEndingWith("Socket")
                                                        .or(simpleNameEndingWith("SocketChannel"))
                                                        .or(
                                                                simpleNameEndingWith(
                                                                        "SocketFactory")))));
    }

    @Test
    void decidingIsPure() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + "decide..")
                        .should(
                                dependOnClassesThat(
                                        resideInAnyPackage(
                                                        "java.io..",
                                                        "java.net..",
                                                        "java.nio.channels..",
                                                        "java.nio.file..",
                                                        "org.slf4j..")
                                                .and(not(equivalentTo(InetAddress.class))))));
    }

    @Test
    void nothingPrintsButMain() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.mailwarden")
                        .should()
                        .accessField(System.class, "out")
                        .orShould()
                        .accessField(System.class, "err")
                        .orShould(callOneOf("java.lang.Throwable.printStackTrace")));
    }

    @Test
    void noShellAndNoSerialisation() {
        check(
                noClasses()
                        .should()
                        .dependOnClassesThat(
                                resideInAPackage("java.io..")
                                        .and(simpleNameEndingWith("ObjectInputStream")))
                        .orShould(callOneOf("java.lang.Runtime.exec")));
    }

    @Test
    void theGatewayKnowsOfTheWorkerOnlyWhatTheySayToEachOther() {
        check(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "dev.mailwarden.unpack",
                                "dev.mailwarden.unpack.read..",
                                "dev.mailwarden.unpack.confine..",
                                "org.apache.commons.."));
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(ROOT + "scan.unpack..")
                        .should()
                        .dependOnClassesThat()
                        .haveFullyQualifiedName("java.lang.ProcessBuilder"));
    }

    @Test
    void yamlAndPicocliAreKnownInOnePlaceEach() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(ROOT + "config..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.snakeyaml.."));
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ROOT + "cli..", "dev.mailwarden")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("picocli.."));
    }

    private static ArchCondition<JavaClass> callClass(String owner) {
        return calls("call " + owner, call -> call.getTargetOwner().getName().equals(owner));
    }

    private static ArchCondition<JavaClass> callOneOf(String... methods) {
        Set<String> names = Set.of(methods);
        return calls(
                "call one of " + names,
                call -> names.contains(call.getTargetOwner().getName() + "." + call.getName()));
    }

    private static ArchCondition<JavaClass> calls(
            String description, Predicate<JavaAccess<?>> forbidden) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass source, ConditionEvents events) {
                source.getAccessesFromSelf().stream()
                        .filter(forbidden)
                        .forEach(call ->
                                events.add(
                                        SimpleConditionEvent.satisfied(
                                                call, call.getDescription())));
            }
        };
    }
}
