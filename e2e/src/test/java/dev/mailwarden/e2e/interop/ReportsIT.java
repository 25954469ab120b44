package dev.mailwarden.e2e.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.InnerMail;
import dev.mailwarden.e2e.fixture.Mailer;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.fixture.SharedData;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.Octets;
import dev.mailwarden.e2e.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports of delivery: ours as other programs read them, and those of others on their way. */
class ReportsIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** The null reverse-path, as {@link Mailer} puts it between angle brackets. */
    private static final String NOBODY = "";

    @TempDir private static Path directory;

    private static @Nullable Site site;

    @BeforeAll
    static void start() throws Exception {
        site = Site.start(directory, GatewayConfig.standard());
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

    @BeforeEach
    void forget() {
        site().inbox().clear();
    }

    /** What a mailing list manager's reader makes of them: only a failure is one. */
    @ParameterizedTest
    @CsvSource({
        "never21@open.example, '', never21@open.example",
        "never22@open.example, RET=FULL, never22@open.example",
        "user@plain.example, NOTIFY=SUCCESS, ''"
    })
    void mailmansReaderFindsTheFailedRecipient(String to, String parameter, String failed)
            throws Exception {
        InnerMail report = reportAbout(to, parameter);
        assertThat(ReportReaders.mailman(report)).isEqualTo(failed + "|");
    }

    @ParameterizedTest
    @CsvSource({"never23@open.example, 5.1.1, user_unknown", "dotnever21@open.example, 5.6.0, ''"})
    void bounceParserFindsRecipientAndStatus(String to, String status, String reason)
            throws Exception {
        InnerMail report = reportAbout(to, "");
        assertThat(ReportReaders.bounceParser(report))
                .startsWith("1|" + to + "|" + status + "|" + reason);
    }

    /** Has a message fail, or be delivered, and keeps the report that its sender gets. */
    private static InnerMail reportAbout(String to, String parameter) throws Exception {
        String mail = parameter.startsWith("RET") ? " " + parameter : "";
        String rcpt = parameter.startsWith("NOTIFY") ? " " + parameter : "";
        try (Wire wire = Wire.connect("127.0.0.9", site().port("mx"))) {
            wire.readReply();
            wire.command("EHLO client.example");
            wire.command("MAIL FROM:<sender@client.example>" + mail);
            wire.command("RCPT TO:<" + to + ">" + rcpt);
            wire.command("DATA");
            wire.write(Octets.stuffed(Mailer.message("reported", 400)));
            assertThat(wire.readReply().getLast()).startsWith("250");
        }
        Await.until(SOON, () -> "the sender is told", () -> report().isPresent());
        return report().orElseThrow();
    }

    private static Optional<InnerMail> report() {
        return site().inbox().mails().stream()
                .filter(mail -> mail.mail().startsWith("MAIL FROM:<>"))
                .findFirst();
    }

    /** 610 bounces of many systems: taken with the null reverse-path, and passed on unchanged. */
    @Test
    void theReportsOfOthersArePassedOnUnchanged() throws Exception {
        Path suite = suite();
        var sent = new TreeMap<String, String>();
        try (Wire wire = Wire.connect(site().port("mx"));
                Stream<Path> files = Files.walk(suite)) {
            wire.readReply();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = "r" + sent.size() + "@open.example";
                byte[] content = withCrlf(Files.readAllBytes(file));
                assertThat(Mailer.send(wire, NOBODY, name, content))
                        .as("%s", file)
                        .startsWith("250");
                sent.put("RCPT TO:<" + name + ">", Octets.latin1(content));
            }
        }
        assertThat(sent).hasSize(610);
        Await.until(
                SOON,
                () -> site().inbox().size() + " of " + sent.size() + " arrived",
                () -> site().inbox().size() == sent.size());
        var arrived = new TreeMap<String, String>();
        List<String> senders = new ArrayList<>();
        for (InnerMail mail : site().inbox().mails()) {
            arrived.put(mail.rcpts().getFirst(), mail.withoutTrace(1));
            senders.add(mail.mail().split(" SIZE| BODY", 2)[0]);
        }
        assertThat(senders).containsOnly("MAIL FROM:<>");
        assertThat(arrived).isEqualTo(sent);
    }

    private static Path suite() throws Exception {
        Path archive = SharedData.require("suites/dsn.tar.gz");
        Path suite = Files.createDirectory(directory.resolve("suite"));
        Run.toTheEnd("tar", "-xzf", archive.toString(), "-C", suite.toString()).orFail();
        return suite;
    }

    /** The files are as mail programs keep them: with LF, some with the CR before it. */
    private static byte[] withCrlf(byte[] content) {
        String text = new String(content, ISO_8859_1).replaceAll("\r*\n", "\r\n").replace("\0", "");
        String whole = text.replaceAll("\r(?!\n)", "\r\n");
        return (whole.endsWith("\r\n") ? whole : whole + "\r\n").getBytes(ISO_8859_1);
    }
}
