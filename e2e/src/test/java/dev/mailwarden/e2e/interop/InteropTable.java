package dev.mailwarden.e2e.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Writes {@code target/interop.md}: what was tried with which peer, and the result. */
final class InteropTable implements TestWatcher, AfterAllCallback {

    /** The head of the table. */
    static final String HEAD =
            """
            | peer | version | direction | case | result | seen |
            |---|---|---|---|---|---|
            """;

    private static final Path FILE = Path.of("target", "interop.md");

    private static final Map<Row, String> RESULTS = new ConcurrentHashMap<>();

    /**
     * A row without what differs between machines and runs.
     *
     * @param seen what is seen when it went well
     */
    record Row(PeerProgram peer, Direction direction, String name, String seen)
            implements Comparable<Row> {

        private static final Comparator<Row> ORDER =
                Comparator.comparing(Row::peer)
                        .thenComparing(Row::direction)
                        .thenComparing(Row::name);

        @Override
        public int compareTo(Row other) {
            return ORDER.compare(this, other);
        }

        String line(String version, String result) {
            return "| %s | %s | %s | %s | %s | %s |\n"
                    .formatted(peer.words(), version, direction.words(), name, result, seen);
        }
    }

    /** The rows that a class is to fill. */
    static List<Row> rows(Class<?> test) {
        return Stream.<Class<?>>iterate(test, at -> at != Object.class, Class::getSuperclass)
                .flatMap(at -> Arrays.stream(at.getDeclaredMethods()))
                .flatMap(method -> row(test, method).stream())
                .sorted()
                .toList();
    }

    private static Optional<Row> row(Class<?> test, Method method) {
        InteropWith with = test.getAnnotation(InteropWith.class);
        InteropCase one = method.getAnnotation(InteropCase.class);
        return with == null || one == null
                ? Optional.empty()
                : Optional.of(new Row(with.value(), one.direction(), one.value(), one.seen()));
    }

    private static void put(ExtensionContext context, String result) {
        row(context.getRequiredTestClass(), context.getRequiredTestMethod())
                .ifPresent(row -> RESULTS.put(row, result));
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        put(context, "passed");
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        put(context, "failed");
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        put(context, "skipped");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        rows(context.getRequiredTestClass()).forEach(row -> RESULTS.putIfAbsent(row, "not run"));
        var versions = new EnumMap<PeerProgram, String>(PeerProgram.class);
        String lines =
                new TreeMap<>(RESULTS)
                        .entrySet().stream()
                                .map(entry -> line(versions, entry.getKey(), entry.getValue()))
                                .collect(Collectors.joining());
        try {
            Files.writeString(FILE, HEAD + lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(Map<PeerProgram, String> versions, Row row, String result) {
        return row.line(versions.computeIfAbsent(row.peer(), PeerProgram::version), result);
    }
}
