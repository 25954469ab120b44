package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Listener;
import dev.mailwarden.mail.smtp.Mailbox;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayPolicyTest {

    private static final InetAddress STRANGER = TestSettings.address("203.0.113.7");
    private static final InetAddress OWN = TestSettings.address("192.0.2.44");

    private final RelayPolicy policy = new RelayPolicy(TestSettings.relay());

    @ParameterizedTest(name = "{0} at {1}: {2} for strangers, {3} for our own")
    @CsvSource({
        "anna, ours.example, LOCAL, LOCAL",
        "anna, sub.ours.example, DENIED, RELAYED",
        "anna, below.example, LOCAL, LOCAL",
        "anna, a.b.below.example, LOCAL, LOCAL",
        "anna, notbelow.example, DENIED, RELAYED",
        "anna, elsewhere.example, DENIED, RELAYED",
        "anna%elsewhere.example, ours.example, DENIED, LOCAL",
        "elsewhere.example!anna, ours.example, DENIED, LOCAL",
        "anna@elsewhere.example, ours.example, DENIED, LOCAL",
        "'@elsewhere.example:anna', ours.example, DENIED, LOCAL",
        "anna, '[203.0.113.1]', DENIED, RELAYED",
        "anna, '[127.0.0.1]', DENIED, RELAYED",
        "anna, '[IPv6:::1]', DENIED, RELAYED"
    })
    void judges(
            String localPart,
            String domain,
            RelayPolicy.Verdict forStrangers,
            RelayPolicy.Verdict forOurOwn) {
        Mailbox mailbox = new Mailbox(localPart, TestSettings.domain(domain));
        assertThat(policy.judge(STRANGER, false, mailbox)).isEqualTo(forStrangers);
        assertThat(policy.judge(OWN, false, mailbox)).isEqualTo(forOurOwn);
        assertThat(policy.judge(STRANGER, true, mailbox)).isEqualTo(forOurOwn);
    }

    @Test
    void submissionAdmitsOurOwnAndWhoHasLoggedIn() {
        assertThat(policy.admits(Listener.Kind.MX, STRANGER, false)).isTrue();
        assertThat(policy.admits(Listener.Kind.SUBMISSION, STRANGER, false)).isFalse();
        assertThat(policy.admits(Listener.Kind.SUBMISSION, STRANGER, true)).isTrue();
        assertThat(policy.admits(Listener.Kind.SUBMISSION, OWN, false)).isTrue();
    }
}
