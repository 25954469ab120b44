package dev.mailwarden.e2e.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.Inbox;
import dev.mailwarden.e2e.fixture.InnerServer;
import dev.mailwarden.e2e.fixture.Manners;
import dev.mailwarden.e2e.fixture.Postfix;
import dev.mailwarden.e2e.wire.TestTls;
import dev.mailwarden.e2e.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same attacks on Postfix, to know that they are played rightly: it stands those on its relay
 * rules and its STARTTLS, and with its line discipline switched off it falls for smuggling.
 */
class HostileAgainstPostfixIT {

    @TempDir private Path directory;

    /** Mailboxes of its own, to Postfix: its address, and local parts that we want SMTPUTF8 for. */
    private static final List<String> OWN =
            List.of("own-literal", "mapped-literal", "idn-fullwidth-at", "idn-fullwidth-percent");

    private final Inbox inbox = new Inbox();

    private Postfix postfix(InnerServer inner, Map<String, String> more) throws Exception {
        TestTls certificate = TestTls.make(directory, "gw.ours.example");
        Path recipients = directory.resolve("recipients");
        Files.writeString(recipients, "/^user@ours\\.example$/ ok\n/@open\\.example$/ ok\n");
        var settings = new LinkedHashMap<String, String>();
        settings.put("mynetworks", "192.0.2.0/24");
        settings.put("relay_domains", "ours.example open.example");
        settings.put("parent_domain_matches_subdomains", "");
        settings.put("relay_recipient_maps", "regexp:" + recipients);
        settings.put("smtpd_relay_restrictions", "reject_unauth_destination");
        settings.put("smtpd_recipient_restrictions", "reject_unlisted_recipient");
        settings.put("smtpd_tls_security_level", "may");
        settings.put("smtpd_tls_chain_files", certificate.key() + ", " + certificate.chain());
        settings.put("smtpd_helo_required", "yes");
        settings.put("smtpd_error_sleep_time", "0");
        settings.put("smtpd_hard_error_limit", "1000");
        settings.putAll(more);
        return Postfix.start(directory, inner.port(), settings);
    }

    private List<String> worked(Postfix postfix, String file) throws IOException {
        var worked = new ArrayList<String>();
        List<Trick> tricks =
                TrickReader.read(file).stream()
                        .filter(trick -> trick.option("listener", "mx").equals("mx"))
                        .toList();
        TrickPlayer.playAll(tricks, _ -> open(postfix))
                .forEach((trick, what) -> worked.add(trick + ": " + what));
        return worked;
    }

    private static Wire open(Postfix postfix) throws IOException {
        Wire wire = Wire.connect(postfix.port());
        wire.readReply();
        return wire;
    }

    @Test
    void postfixRelaysForNoTrickAndForgetsWhatCameInClear() throws Exception {
        try (InnerServer inner = InnerServer.start(Manners.MODERN, inbox);
                Postfix postfix = postfix(inner, Map.of())) {
            assertThat(worked(postfix, "relay.tricks"))
                    .allMatch(trick -> OWN.contains(trick.substring(0, trick.indexOf(':'))));
            assertThat(worked(postfix, "starttls-server.tricks"))
                    .allMatch(trick -> trick.startsWith("hello-before"));
            assertThat(TrickPlayer.heardOfVictims(inbox)).isEmpty();
        }
    }

    @Test
    void anOpenRelayIsSeen() throws Exception {
        try (InnerServer inner = InnerServer.start(Manners.MODERN, inbox);
                Postfix postfix =
                        postfix(
                                inner,
                                Map.of(
                                        "mynetworks",
                                        "127.0.0.0/8",
                                        "smtpd_relay_restrictions",
                                        "permit_mynetworks, reject_unauth_destination"))) {
            assertThat(worked(postfix, "relay.tricks")).hasSizeGreaterThan(10);
        }
    }

    @Test
    void aForgivingLineDisciplineIsSmuggledThrough() throws Exception {
        try (InnerServer inner = InnerServer.start(Manners.MODERN, inbox);
                Postfix postfix = postfix(inner, Map.of("smtpd_forbid_bare_newline", "no"))) {
            assertThat(worked(postfix, "smuggle-in.tricks")).isNotEmpty();
        }
    }
}
