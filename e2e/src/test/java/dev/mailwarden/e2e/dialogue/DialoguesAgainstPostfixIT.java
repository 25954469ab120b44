package dev.mailwarden.e2e.dialogue;

import static java.util.Map.entry;

import dev.mailwarden.e2e.fixture.Inbox;
import dev.mailwarden.e2e.fixture.InnerServer;
import dev.mailwarden.e2e.fixture.Manners;
import dev.mailwarden.e2e.fixture.Postfix;
import dev.mailwarden.e2e.wire.TestTls;
import dev.mailwarden.e2e.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dialogues marked {@code also: postfix} are played to Postfix too: where it behaves otherwise,
 * the case or the player is wrong, not the gateway.
 */
class DialoguesAgainstPostfixIT {

    private static final Inbox INBOX = new Inbox();

    @TempDir private static Path directory;

    private static @Nullable Postfix postfix;

    @BeforeAll
    static void start() throws Exception {
        TestTls certificate = TestTls.make(directory, "gw.ours.example");
        Path recipients = directory.resolve("recipients");
        Files.writeString(recipients, "/^(user|other|postmaster|(later|never).*)@/ ok\n");
        InnerServer inner = InnerServer.start(Manners.MODERN, INBOX);
        postfix =
                Postfix.start(
                        directory,
                        inner.port(),
                        Map.ofEntries(
                                entry("mynetworks", "192.0.2.0/24"),
                                entry("relay_domains", "ours.example open.example"),
                                entry("parent_domain_matches_subdomains", ""),
                                entry("relay_recipient_maps", "regexp:" + recipients),
                                entry("smtpd_tls_security_level", "may"),
                                entry(
                                        "smtpd_tls_chain_files",
                                        certificate.key() + ", " + certificate.chain()),
                                entry("smtpd_helo_required", "yes"),
                                entry("smtpd_relay_restrictions", "reject_unauth_destination"),
                                entry("smtpd_error_sleep_time", "0"),
                                entry("smtpd_hard_error_limit", "1000"),
                                entry("message_size_limit", "20971520")));
    }

    @AfterAll
    static void stop() throws IOException {
        if (postfix != null) {
            postfix.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> postfixAgrees() throws IOException {
        return CaseDirectory.all().stream()
                .flatMap(directory -> directory.dialogues().stream())
                .filter(Dialogue::alsoPostfix)
                .map(dialogue ->
                        DynamicTest.dynamicTest(
                                dialogue.directory().getFileName() + " " + dialogue.name(),
                                () -> play(dialogue)));
    }

    private static void play(Dialogue dialogue) throws IOException {
        INBOX.clear();
        try (var player = new DialoguePlayer(dialogue, DialoguesAgainstPostfixIT::open)) {
            player.play();
            player.checkInner(INBOX, 1);
        }
    }

    private static Wire open() throws IOException {
        if (postfix == null) {
            throw new IOException("Postfix was not started");
        }
        return Wire.connect(postfix.port());
    }
}
