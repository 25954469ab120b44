package dev.mailwarden.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.GatewayProcess;
import dev.mailwarden.e2e.fixture.Installation;
import dev.mailwarden.e2e.fixture.Mailer;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users who log in, with swaks, and another gateway with SCRAM. */
class LogInIT {

    private static final String PASSWORD = "correct horse battery";

    @TempDir private static Path directory;

    private static @Nullable Site site;

    @BeforeAll
    static void start() throws Exception {
        Run.needs("swaks", "perl");
        site = Site.start(directory, GatewayConfig.standard());
        users("add", "--scram", "Ann").orFail();
    }

    @AfterAll
    static void stop() throws IOException {
        if (site != null) {
            site.close();
        }
    }

    private static Site site() {
        if (site == null) {
            throw new IllegalStateException("not started");
        }
        return site;
    }

    private static Run.Ended users(String... words) throws Exception {
        var command =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                "echo \"$PASSWORD\" | \"$0\" users \"$@\"",
                                GatewayProcess.launcher()));
        command.addAll(List.of(words));
        command.addAll(List.of("--config", site().configFile().toString()));
        command.addAll(
                0,
                List.of(
                        "env",
                        "PASSWORD=" + PASSWORD,
                        "MAILWARDEN_ACCOUNT=" + Installation.ACCOUNT));
        return Run.toTheEnd(command.toArray(String[]::new));
    }

    private static Run.Ended swaks(String mechanism, String user, String password, String... more)
            throws Exception {
        var command = new ArrayList<>(List.of("swaks", "--server", "127.0.0.1"));
        command.addAll(List.of("--port", Integer.toString(site().port("submission"))));
        command.addAll(List.of("--helo", "client.example", "--from", "ann@ours.example"));
        command.addAll(List.of("--to", "someone@foreign.example", "--auth", mechanism));
        command.addAll(List.of("--auth-user", user, "--auth-password", password));
        command.addAll(List.of(more));
        return Run.toTheEnd(command.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void whoLogsInMaySendAnywhere(String mechanism) throws Exception {
        site().inbox().clear();
        swaks(mechanism, "ann", PASSWORD, "--tls").orFail();
        Await.until(
                Duration.ofSeconds(60),
                () -> "one arrives: " + site().inbox().mails(),
                () -> site().inbox().size() == 1);
        assertThat(site().inbox().mails().toString()).contains("with ESMTPSA id");
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        Run.Ended wrong = swaks("PLAIN", "ann", "incorrect horse", "--tls");
        assertThat(wrong.code()).isEqualTo(28); // swaks: authentication failed
        assertThat(wrong.output()).contains("535 5.7.8");
    }

    @Test
    void noPasswordIsTakenInClear() throws Exception {
        Run.Ended ended = swaks("PLAIN", "ann", PASSWORD);
        assertThat(ended.code()).isEqualTo(28); // swaks: authentication failed
        assertThat(ended.output()).doesNotContain("AUTH PLAIN");
        try (Wire wire = Wire.connect(site().port("submission"))) { // who tries nevertheless
            wire.readReply();
            wire.command("EHLO client.example");
            assertThat(wire.command("AUTH PLAIN AGFubgBhbm4=")).startsWith("538 5.7.11");
        }
    }

    /** What is not verified is not told the password: that the message comes proves SCRAM. */
    @Test
    void oneGatewayLogsInAtAnotherWithScram() throws Exception {
        site().inbox().clear();
        Path secret = Files.createDirectory(directory.resolve("secret"));
        Path password = Files.writeString(secret.resolve("password"), PASSWORD + "\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Installation.giveAway(secret);
        Path other = Files.createTempDirectory(directory, "other");
        String relayHost =
                "settings: {routes: {relay-host: {hosts: [\"127.0.0.1:%d\"], tls: require, credentials: {user: ann, password-file: %s}}}}"
                        .formatted(site().port("submission"), password);
        try (Site sender = Site.start(other, GatewayConfig.standard().with(relayHost))) {
            String reply =
                    sender.send(
                            "sender@client.example",
                            "user@ours.example",
                            Mailer.message("over two gateways", 300));
            assertThat(reply).startsWith("250");
            Await.until(
                    Duration.ofSeconds(60),
                    () -> "one arrives: " + site().inbox().mails(),
                    () -> site().inbox().size() == 1);
            assertThat(site().inbox().mails().toString()).contains("with ESMTPSA id");
        }
    }

    @Test
    void accountsAreListedChangedAndRemoved() throws Exception {
        users("add", "bob").orFail();
        assertThat(users("add", "BOB").output()).contains("there is an account bob already");
        assertThat(users("list").output()).containsPattern("ann +yes").containsPattern("bob +no");
        users("password", "bob").orFail();
        users("password", "ann").orFail();
        assertThat(users("list").output()).containsPattern("ann +yes").containsPattern("bob +no");
        users("remove", "bob").orFail();
        assertThat(users("list").output()).doesNotContain("bob");
        assertThat(users("remove", "bob").output()).contains("there is no account bob");
        assertThat(users("add", "two words").code()).isEqualTo(64);
    }

    @Test
    void accountsThatAreMadeAtTheSameTimeAreAllThere() throws Exception {
        List<String> names = List.of("carl", "cleo", "cora");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ended = new ArrayList<Future<Run.Ended>>();
            for (String name : names) {
                ended.add(threads.submit(() -> users("add", "--scram", name)));
            }
            for (Future<Run.Ended> each : ended) {
                each.get().orFail();
            }
        }
        assertThat(users("list").output()).contains(names);
        for (String name : names) {
            users("remove", name).orFail();
        }
    }

    @Test
    void noPasswordIsReadWithAnEcho() throws Exception {
        Run.needs("script");
        String add = GatewayProcess.launcher() + " users add dora | cat";
        assertThat(Run.toTheEnd("script", "-qec", add, "/dev/null").output())
                .contains("the output has to be a terminal");
    }
}
