package dev.mailwarden.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailwarden.message.Attempt.Result;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.TlsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** the fake servers of the NO STARTTLS study (Poddebniak and others, 2021). */
class NoStartTlsSuiteTest {

    private static final Path SUITE = shared().resolve("suites/smtp/nostarttls");

    private final SmtpCourier courier = Couriers.with(Parcels.delivery(Duration.ofSeconds(2)));

    record Script(Path file) {
        @Override
        public String toString() {
            return SUITE.relativize(file).toString();
        }
    }

    @Test
    void theSuiteIsWhole() throws IOException {
        assumeTrue(Files.isDirectory(SUITE));
        assertThat(scripts()).hasSizeGreaterThanOrEqualTo(55);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void requiredTlsLeaksNothing(Script script) throws Exception {
        for (TlsPolicy policy : List.of(TlsPolicy.REQUIRE, TlsPolicy.VERIFY)) {
            try (RonServer server = RonServer.of(Files.readString(script.file), false)) {
                Result result = deliver(server, policy);
                assertThat(server.clear).allMatch(NoStartTlsSuiteTest::isHarmless);
                assertThat(server.secured).noneMatch(line -> line.startsWith("AUTH"));
                if (result instanceof Result.Delivered) {
                    assertThat(result.hop().tls()).isPresent();
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void attemptedTlsIsUsedWheneverItCanBe(Script script) throws Exception {
        try (RonServer server = RonServer.of(Files.readString(script.file), false)) {
            Result result = deliver(server, TlsPolicy.ATTEMPT);
            assertThat(server.clear).noneMatch(line -> line.startsWith("AUTH"));
            if (server.canTls()) {
                assertThat(server.clear).allMatch(NoStartTlsSuiteTest::isHarmless);
                assertThat(result).isInstanceOf(Result.Delivered.class);
                assertThat(result.hop().tls()).isPresent();
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void whatIsInjectedBehindStartTlsIsNeverBelieved(Script script) throws Exception {
        for (TlsPolicy policy : List.of(TlsPolicy.ATTEMPT, TlsPolicy.REQUIRE)) {
            try (RonServer server = RonServer.of(Files.readString(script.file), true)) {
                boolean asked = server.canTls();
                Result result = deliver(server, policy);
                if (asked) {
                    assertThat(result).isInstanceOf(Result.Deferred.class);
                    assertThat(server.clear).allMatch(NoStartTlsSuiteTest::isHarmless);
                    assertThat(server.secured).isEmpty();
                }
            }
        }
    }

    @AfterEach
    void close() {
        courier.close();
    }

    private Result deliver(RonServer server, TlsPolicy policy) throws Exception {
        Route route = new Route.Fixed(List.of(Parcels.host("[127.0.0.1]", server.port())), policy);
        return courier.deliver(Parcels.consignment(route, "a@example.com")).results().getFirst();
    }

    private static boolean isHarmless(String line) {
        return Stream.of("EHLO ", "HELO ", "STARTTLS", "QUIT", "RSET").anyMatch(line::startsWith);
    }

    static List<Script> scripts() throws IOException {
        if (!Files.isDirectory(SUITE)) {
            return List.of(new Script(SUITE.resolve("absent")));
        }
        try (Stream<Path> files = Files.walk(SUITE)) {
            return files.filter(file -> file.toString().endsWith(".ron"))
                    .filter(file -> !file.getFileName().toString().startsWith("setup"))
                    .sorted()
                    .map(Script::new)
                    .toList();
        }
    }

    static Path shared() {
        return Optional.ofNullable(System.getProperty("MAILWARDEN_SHARED"))
                .or(() -> Optional.ofNullable(System.getenv("MAILWARDEN_SHARED")))
                .map(Path::of)
                .orElseGet(() -> Path.of("").toAbsolutePath().resolve("../../shared").normalize());
    }
}
