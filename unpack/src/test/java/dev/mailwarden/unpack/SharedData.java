package dev.mailwarden.unpack;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Test data that is not part of the product: found beside the checkout, or where the property or
 * environment variable {@code MAILWARDEN_SHARED} says.
 */
public final class SharedData {

    private static final String NAME = "MAILWARDEN_SHARED";

    private SharedData() {}

    /** {@return the file or directory; without it the test is skipped} */
    public static Path require(String path) {
        Optional<Path> found = find(path);
        assumeTrue(found.isPresent(), () -> "no test data at " + root().resolve(path));
        return found.orElseThrow();
    }

    /** {@return the file or directory, if it is there} */
    public static Optional<Path> find(String path) {
        return Optional.of(root().resolve(path)).filter(Files::exists);
    }

    private static Path root() {
        String set = System.getProperty(NAME, System.getenv().getOrDefault(NAME, ""));
        return set.isEmpty() ? Path.of("..", "..", "shared") : Path.of(set);
    }
}
