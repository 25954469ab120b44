package dev.mailwarden.e2e.interop;

import static dev.mailwarden.e2e.interop.Direction.IN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.Run;
import org.junit.jupiter.api.BeforeAll;

/** GNU SASL's client, which knows nothing of SMTP but logging in. */
@InteropWith(PeerProgram.GSASL)
class GsaslInteropIT extends ClientInterop {

    @BeforeAll
    static void needsGsasl() {
        Run.needs("gsasl");
    }

    private Run.Ended gsasl(String mechanism, String password) throws Exception {
        // Once logged in it sends what it reads, hence nothing. An empty file of trust means no
        // check.
        // Without --no-cb it ends over TLS 1.3 before its first message, for want of tls-unique.
        return Run.toTheEnd(
                "sh",
                "-c",
                "gsasl --client --smtp --connect \"$0\" --mechanism \"$1\" -a \"$2\" -p \"$3\" --no-cb --x509-ca-file= </dev/null",
                "127.0.0.1:" + site().port("submission"),
                mechanism,
                USER,
                password);
    }

    @InteropCase(direction = IN, value = "AUTH SCRAM-SHA-256", seen = "our 235, its exit code")
    void withScram() throws Exception {
        assertThat(gsasl("SCRAM-SHA-256", PASSWORD).orFail()).contains("235 2.7.0");
    }

    @InteropCase(direction = IN, value = "AUTH PLAIN", seen = "our 235, its exit code")
    void withPlain() throws Exception {
        assertThat(gsasl("PLAIN", PASSWORD).orFail()).contains("235 2.7.0");
    }

    @InteropCase(
            direction = IN,
            value = "AUTH SCRAM-SHA-256, wrong password",
            seen = "our 535, its exit code")
    void withAWrongPassword() throws Exception {
        Run.Ended ended = gsasl("SCRAM-SHA-256", "incorrect");
        assertThat(ended.code()).isNotZero();
        assertThat(ended.output()).contains("535 5.7.8");
    }
}
