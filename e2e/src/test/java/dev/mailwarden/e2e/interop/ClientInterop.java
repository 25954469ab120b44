package dev.mailwarden.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.GatewayProcess;
import dev.mailwarden.e2e.fixture.InnerMail;
import dev.mailwarden.e2e.fixture.Installation;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A gateway for programs that are clients only. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ClientInterop {

    static final String USER = Surroundings.USER;
    static final String PASSWORD = "correct-horse";

    private @Nullable Site started;
    private @Nullable Path home;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        home = directory;
        started = Site.start(directory, GatewayConfig.standard());
        addUser(started);
    }

    /** Makes the account {@value #USER}, with a verifier for SCRAM. */
    static void addUser(Site site) throws Exception {
        Run.toTheEnd(
                        "env",
                        "PASSWORD=" + PASSWORD,
                        "MAILWARDEN_ACCOUNT=" + Installation.ACCOUNT,
                        "sh",
                        "-c",
                        "echo \"$PASSWORD\" | \"$0\" users add --scram \"$1\" --config \"$2\"",
                        GatewayProcess.launcher(),
                        USER,
                        site.configFile().toString())
                .orFail();
    }

    @AfterAll
    void stop() throws IOException {
        if (started != null) {
            started.close();
        }
    }

    final Site site() {
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    final Path directory() {
        if (home == null) {
            throw new IllegalStateException("not started");
        }
        return home;
    }

    /** The gateway's certificate. */
    final String chain() {
        return directory().resolve("chain.pem").toString();
    }

    /** Waits for a message by its subject; it came by this protocol. */
    final InnerMail assertArrived(String subject, String protocol) {
        var found = new InnerMail[1];
        Await.until(
                Duration.ofSeconds(30),
                () -> subject + " arrives: " + site().inbox().mails(),
                () -> {
                    site().inbox()
                            .take(mail ->
                                    mail.content().contains("\r\nSubject: " + subject + "\r\n"))
                            .forEach(mail -> found[0] = mail);
                    return found[0] != null;
                });
        assertThat(found[0].content()).contains("with " + protocol + " id");
        return found[0];
    }
}
