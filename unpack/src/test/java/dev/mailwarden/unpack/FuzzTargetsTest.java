package dev.mailwarden.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.mailwarden.mail.ForeignOctets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No reader of foreign octets without a fuzz test. */
class FuzzTargetsTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPackages("dev.mailwarden.unpack");

    @Test
    void everyReaderIsFedByAFuzzTest() {
        Set<String> marked =
                CLASSES.stream()
                        .filter(type -> type.isAnnotatedWith(ForeignOctets.class))
                        .map(JavaClass::getName)
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> fed =
                CLASSES.stream()
                        .filter(type ->
                                type.getMethods().stream()
                                        .anyMatch(m -> m.isAnnotatedWith(FuzzTest.class)))
                        .flatMap(type ->
                                Arrays.stream(type.reflect().getAnnotation(Fuzzes.class).value()))
                        .map(Class::getName)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(marked).isNotEmpty().isEqualTo(fed);
    }
}
