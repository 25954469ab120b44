package dev.mailwarden;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.mailwarden.mail.ForeignOctets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No reader of foreign octets without a fuzz test. */
class FuzzTargetsTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .importPackages("dev.mailwarden")
                    .that(
                            DescribedPredicate.not(
                                    JavaClass.Predicates.resideInAnyPackage(
                                            "dev.mailwarden.mail..", "dev.mailwarden.unpack..")));

    @Test
    void everyReaderIsFedByAFuzzTest() {
        assertThat(marked()).isNotEmpty().isEqualTo(fed());
    }

    @Test
    void aFuzzTestReachesWhatItNames() {
        for (JavaClass test : fuzzTests()) {
            Set<String> reached =
                    test.getTransitiveDependenciesFromSelf().stream()
                            .map(dependency -> dependency.getTargetClass().getName())
                            .collect(Collectors.toSet());
            assertThat(reached).as(test.getName()).containsAll(fedBy(test));
        }
    }

    private static Set<String> marked() {
        return CLASSES.stream()
                .filter(type -> type.isAnnotatedWith(ForeignOctets.class))
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> fed() {
        return fuzzTests().stream()
                .flatMap(test -> fedBy(test).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<JavaClass> fuzzTests() {
        return CLASSES.stream()
                .filter(type ->
                        type.getMethods().stream()
                                .anyMatch(method -> method.isAnnotatedWith(FuzzTest.class)))
                .toList();
    }

    private static List<String> fedBy(JavaClass test) {
        return Arrays.stream(test.reflect().getAnnotation(Fuzzes.class).value())
                .map(Class::getName)
                .toList();
    }
}
