package dev.mailwarden.mail;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The library stays pure: standards in, values out. */
class LayersTest {

    private static final JavaClasses LIBRARY =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.mailwarden.mail");

    @Test
    void knowsOnlyTheJdkAndIcu() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.mailwarden.mail..",
                        "java..",
                        "javax..",
                        "com.ibm.icu..",
                        "org.jspecify..")
                .check(LIBRARY);
    }

    @Test
    void hasNoCycles() {
        slices().matching("dev.mailwarden.mail.(*)..").should().beFreeOfCycles().check(LIBRARY);
    }

    @Test
    void neverReadsAClock() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .check(LIBRARY);
    }

    @Test
    void opensNoSocketsFilesOrThreads() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.net\\.(Socket|ServerSocket|URL|URLConnection)"
                                + "|java\\.io\\.File.*|java\\.nio\\.(file|channels)\\..*"
                                + "|java\\.lang\\.(ThreadLocal|ProcessBuilder|Runtime)"
                                + "|java\\.util\\.concurrent\\.Executors")
                .check(LIBRARY);
    }

    @Test
    void looksUpNoHostByItself() {
        noClasses()
                .should()
                .callMethod(java.net.InetAddress.class, "getByName", String.class)
                .orShould()
                .callMethod(java.net.InetAddress.class, "getAllByName", String.class)
                .orShould()
                .callMethod(java.net.InetAddress.class, "getHostName")
                .check(LIBRARY);
    }
}
