package dev.mailwarden.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.Fuzzes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Requests as any program of this machine may write them to the control socket. */
@Fuzzes(Wire.class)
class CallFuzzTest {

    private static final List<Class<?>> ARGUMENTS =
            List.of(
                    Calls.NoArguments.class,
                    Calls.WhichJourney.class,
                    Calls.QueueFilter.class,
                    Calls.TraceArguments.class,
                    Calls.ApplyArguments.class,
                    Calls.DiffArguments.class,
                    Calls.CheckArguments.class);

    @MethodSource("requests")
    @FuzzTest
    void argumentsAreUnderstoodOrRefused(byte[] octets) {
        for (Class<?> type : ARGUMENTS) {
            understood(octets, type)
                    .ifPresent(value -> {
                        byte[] written =
                                Wire.request("x", value, 0).getBytes(StandardCharsets.UTF_8);
                        assertThat(understood(written, type)).isEqualTo(Optional.of(value));
                    });
        }
    }

    private static Optional<Object> understood(byte[] octets, Class<?> type) {
        try {
            JsonNode tree = Wire.parse(new String(octets, StandardCharsets.UTF_8));
            JsonNode arguments = tree.path("arguments");
            return arguments.isObject()
                    ? Optional.of(Wire.value(arguments, type))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    static Stream<byte[]> requests() {
        return Stream.of(
                        Wire.request("queue-audit", new Calls.NoArguments(), 0),
                        Wire.request("queue-show", new Calls.WhichJourney("x"), 0),
                        Wire.request(
                                "queue-list",
                                new Calls.QueueFilter(
                                        Optional.empty(),
                                        Optional.of(""),
                                        Optional.of("a@b.example"),
                                        Optional.of("b.example"),
                                        Optional.of("held"),
                                        Optional.of("4.2"),
                                        Optional.of(Duration.ofHours(1)),
                                        Optional.empty(),
                                        7),
                                0),
                        Wire.request(
                                "apply",
                                new Calls.ApplyArguments(
                                        Optional.of("/a/b.yaml"), Optional.of("me"), "why", true),
                                7),
                        Wire.request(
                                "diff",
                                new Calls.DiffArguments(Optional.of(3L), Optional.empty()),
                                0),
                        Wire.request("trace", new Calls.TraceArguments("<a@b>", 5), 0),
                        Wire.request(
                                "check",
                                new Calls.CheckArguments(
                                        "",
                                        List.of("a@b.example"),
                                        Optional.of("192.0.2.1"),
                                        Optional.empty(),
                                        Optional.of("bob"),
                                        70_000),
                                0),
                        "{\"call\":\"trace\",\"arguments\":{\"text\":null,\"most\":1e9}}",
                        "[".repeat(2_000))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
}
