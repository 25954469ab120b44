package dev.mailwarden.e2e.interop;

import static dev.mailwarden.e2e.interop.Direction.IN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;

/** swaks as an administrator would try the gateway; it is a client only. */
@InteropWith(PeerProgram.SWAKS)
class SwaksInteropIT extends ClientInterop {

    @BeforeAll
    static void needsSwaks() {
        Run.needs("swaks", "perl");
    }

    private Run.Ended swaks(String listener, String id, String... more) throws Exception {
        var command = new ArrayList<>(List.of("swaks", "--server", "127.0.0.1"));
        command.addAll(List.of("--port", Integer.toString(site().port(listener))));
        command.addAll(List.of("--helo", "client.example", "--from", "sender@client.example"));
        command.addAll(List.of("--to", "user@open.example", "--header", "Subject: " + id));
        command.addAll(List.of(more));
        return Run.toTheEnd(command.toArray(String[]::new));
    }

    @InteropCase(direction = IN, value = "SMTP in clear", seen = "our Received field")
    void inClear() throws Exception {
        swaks("mx", "clear").orFail();
        assertArrived("clear", "ESMTP");
    }

    @InteropCase(
            direction = IN,
            value = "STARTTLS, certificate verified",
            seen = "our Received field, its exit code")
    void overStartTls() throws Exception {
        swaks("mx", "starttls", "--tls", "--tls-verify", "--tls-ca-path", chain()).orFail();
        assertArrived("starttls", "ESMTPS");
    }

    @InteropCase(
            direction = IN,
            value = "STARTTLS, certificate not trusted",
            seen = "its exit code, nothing arrives")
    void withoutTrust() throws Exception {
        Run.Ended ended = swaks("mx", "untrusted", "--tls", "--tls-verify");
        assertThat(ended.code()).as(ended.output()).isEqualTo(29); // swaks: TLS failed
        assertThat(site().inbox().mails().toString()).doesNotContain("Subject: untrusted");
    }

    @InteropCase(
            direction = IN,
            value = "implicit TLS, certificate verified",
            seen = "our Received field, its exit code")
    void overImplicitTls() throws Exception {
        swaks(
                        "submissions",
                        "implicit",
                        "--tls-on-connect",
                        "--tls-verify",
                        "--tls-ca-path",
                        chain(),
                        "--local-interface",
                        "127.0.0.9")
                .orFail();
        assertArrived("implicit", "ESMTPS");
    }

    @InteropCase(direction = IN, value = "AUTH PLAIN", seen = "our Received field")
    void withPlain() throws Exception {
        logIn("PLAIN").orFail();
        assertArrived("PLAIN", "ESMTPSA");
    }

    @InteropCase(direction = IN, value = "AUTH LOGIN", seen = "our Received field")
    void withLogin() throws Exception {
        logIn("LOGIN").orFail();
        assertArrived("LOGIN", "ESMTPSA");
    }

    private Run.Ended logIn(String mechanism) throws Exception {
        return swaks(
                "submission",
                mechanism,
                "--tls",
                "--auth",
                mechanism,
                "--auth-user",
                USER,
                "--auth-password",
                PASSWORD);
    }

    @InteropCase(direction = IN, value = "PIPELINING", seen = "its exit code, our Received field")
    void pipelining() throws Exception {
        swaks("mx", "pipelining", "--pipeline").orFail();
        assertArrived("pipelining", "ESMTP");
    }

    @InteropCase(direction = IN, value = "lines of dots", seen = "octets")
    void dots() throws Exception {
        Path body = Files.writeString(directory().resolve("dots.txt"), ".\n..\n.text\n\n.\nend\n");
        swaks("mx", "dots", "--body", "@" + body).orFail();
        assertThat(assertArrived("dots", "ESMTP").content())
                .contains("\r\n\r\n.\r\n..\r\n.text\r\n\r\n.\r\nend\r\n");
    }

    @InteropCase(
            direction = IN,
            value = "a recipient elsewhere",
            seen = "our 550 5.7.1, its exit code")
    void relaying() throws Exception {
        Run.Ended ended = swaks("mx", "relay", "--to", "someone@foreign.example");
        assertThat(ended.code()).isEqualTo(24); // swaks: no recipient was taken
        assertThat(ended.output()).contains("550 5.7.1");
    }
}
