package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Verification;
import dev.mailwarden.config.Verification.Moment;
import dev.mailwarden.config.Verification.OnUnknown;
import dev.mailwarden.config.Verification.OnUnsure;
import dev.mailwarden.config.Verifications;
import dev.mailwarden.mail.dns.Answer;
import dev.mailwarden.mail.dns.Dns;
import dev.mailwarden.mail.dns.FakeDns;
import dev.mailwarden.mail.dns.MailExchanger;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.RecipientCheck;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which senders and recipients are taken (SMTP-6), and what DNS trouble does to them (N-10). */
@Timeout(60)
class VerificationTest {

    private static final String STRANGER = "203.0.113.7";
    private static final String TRUSTED = "192.0.2.44";
    private static final String HELLO = "EHLO client.example\r\n";
    private static final String FROM = "MAIL FROM:<a@elsewhere.example>\r\n";
    private static final String DATA = "DATA\r\nSubject: x\r\n\r\nbody\r\n.\r\n";

    private static final String ZONE =
            """
            mx.example        MX 10 host.example
            host.example      A 192.0.2.1
            six.example       AAAA 2001:db8::1
            null.example      MX 0 .
            text.example      CNAME nothing.below.example
            a.nothing.below.example A 192.0.2.9
            fail.example      FAIL SERVFAIL
            """;

    private final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void withoutAList() {
        gateway.dns = FakeDns.of(ZONE);
        gateway.inner.put(
                "ghost@ours.example",
                new RecipientCheck.Answer.Unknown(
                        new EnhancedStatusCode(5, 1, 1), "inner answers RCPT with 550 no"));
        gateway.inner.put(
                "full@ours.example",
                new RecipientCheck.Answer.Unknown(new EnhancedStatusCode(5, 2, 2), "full"));
        gateway.inner.put("anna@ours.example", RecipientCheck.KNOWN);
        gateway.inner.put("later@ours.example", new RecipientCheck.Answer.Unsure("inner is away"));
        verify(Moment.RCPT, OnUnknown.REJECT, OnUnknown.REJECT, OnUnsure.TEMPFAIL);
    }

    private void verify(
            Moment at, OnUnknown recipientDomain, OnUnknown senderDomain, OnUnsure unsure) {
        Settings now = TestSettings.DEFAULT;
        Settings.Relay relay = now.relay();
        gateway.settings =
                with(
                        now,
                        new Settings.Relay(
                                relay.localDomains(),
                                relay.localSubdomains(),
                                Optional.empty(),
                                relay.trustedNetworks(),
                                relay.postmaster()),
                        Verifications.with(at, recipientDomain, senderDomain, unsure));
    }

    private static Settings with(Settings now, Settings.Relay relay, Verification how) {
        return new Settings(
                relay,
                how,
                now.limits(),
                now.listenerLimits(),
                now.routes(),
                now.delivery(),
                now.queue(),
                now.bounce(),
                now.overload(),
                now.logs(),
                now.stores(),
                now.policy());
    }

    private List<String> say(String client, String text) {
        return MemoryWire.saying(text).run(gateway, TestSettings.mx(), client);
    }

    private static String to(String recipient) {
        return "RCPT TO:<" + recipient + ">\r\n";
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "anna@ours.example, 250 2.1.5",
        "ghost@ours.example, 550 5.1.1 No such mailbox",
        "full@ours.example, 550 5.2.2 Mailbox takes no mail",
        "later@ours.example, 450 4.2.0",
        "unasked@ours.example, 250 2.1.5",
    })
    void strangersHearWhatTheServerBehindSays(String recipient, String reply) {
        verify(Moment.RCPT, OnUnknown.OFF, OnUnknown.OFF, OnUnsure.TEMPFAIL);
        assertThat(say(STRANGER, HELLO + FROM + to(recipient)).getLast()).startsWith(reply);
        assertThat(say(TRUSTED, HELLO + FROM + to(recipient)).getLast()).startsWith("250 2.1.5");
    }

    @Test
    void theListDecidesWhereThereIsOne() {
        gateway.settings = with(gateway.settings, TestSettings.relay(), Verifications.OFF);
        gateway.inner.put("bert@ours.example", gateway.inner.get("ghost@ours.example"));
        assertThat(say(STRANGER, HELLO + FROM + to("bert@ours.example")).getLast())
                .startsWith("250");
        gateway.inner.put("carl@ours.example", RecipientCheck.KNOWN);
        assertThat(say(STRANGER, HELLO + FROM + to("carl@ours.example")).getLast())
                .startsWith("550 5.1.1");
        assertThat(say(TRUSTED, HELLO + FROM + to("carl@ours.example")).getLast())
                .startsWith("550 5.1.1");
    }

    @Test
    void theServersWordsAreForAdministratorsOnly() {
        verify(Moment.RCPT, OnUnknown.OFF, OnUnknown.OFF, OnUnsure.TEMPFAIL);
        assertThat(say(STRANGER, HELLO + FROM + to("ghost@ours.example")).getLast())
                .doesNotContain("inner");
        assertThat(gateway.events)
                .singleElement()
                .isInstanceOfSatisfying(
                        Event.Refused.class,
                        refused ->
                                assertThat(refused.text())
                                        .isEqualTo(
                                                "No such mailbox (inner answers RCPT with 550"
                                                        + " no)"));
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "anna@ours.example, anna@ours.example, 250",
        "anna@ours.example, ghost@ours.example, 550 5.1.1",
        "ghost@ours.example, anna@ours.example, 550 5.1.1",
        "later@ours.example, ghost@ours.example, 550 5.1.1",
        "ghost@ours.example, later@ours.example, 550 5.1.1",
        "later@ours.example, anna@ours.example, 450 4.2.0",
    })
    void nobodyHarvestsAddresses(String one, String other, String atEnd) {
        verify(Moment.DATA, OnUnknown.OFF, OnUnknown.OFF, OnUnsure.TEMPFAIL);
        for (String content : List.of(DATA, "BDAT 6 LAST\r\na: b\r\n")) {
            gateway.mails.clear();
            List<String> replies = say(STRANGER, HELLO + FROM + to(one) + to(other) + content);
            assertThat(replies.stream().filter(reply -> reply.equals("250 2.1.5 Recipient OK")))
                    .hasSize(2);
            assertThat(replies.getLast()).startsWith(atEnd);
            assertThat(gateway.mails).hasSize(atEnd.startsWith("250") ? 1 : 0);
        }
        assertThat(gateway.openDrafts).hasValue(0);
    }

    @Test
    void aRefusalAtTheEndIsForgottenWithItsTransaction() {
        verify(Moment.DATA, OnUnknown.OFF, OnUnknown.OFF, OnUnsure.TEMPFAIL);
        List<String> replies =
                say(
                        STRANGER,
                        HELLO
                                + FROM
                                + to("ghost@ours.example")
                                + "RSET\r\n"
                                + FROM
                                + to("anna@ours.example")
                                + DATA);
        assertThat(replies.getLast()).startsWith("250 2.0.0");
        assertThat(gateway.mails).hasSize(1);
        assertThat(gateway.mails.getFirst().envelope().recipients()).hasSize(1);
    }

    @ParameterizedTest(name = "mail for {0}: {1}")
    @CsvSource({
        "mx.example, 250 2.1.5",
        "host.example, 250 2.1.5",
        "six.example, 250 2.1.5",
        "missing.example, 550 5.1.2",
        "text.example, 550 5.1.2",
        "null.example, 556 5.1.10",
        "fail.example, 250 2.1.5",
        "fixed.example, 250 2.1.5",
        "'[192.0.2.1]', 250 2.1.5",
    })
    void relayedMailNeedsADomainThatTakesIt(String domain, String reply) {
        String envelope = HELLO + FROM + to("x@" + domain);
        assertThat(say(TRUSTED, envelope).getLast()).startsWith(reply);
        verify(Moment.RCPT, OnUnknown.OFF, OnUnknown.OFF, OnUnsure.TEMPFAIL);
        assertThat(say(TRUSTED, envelope).getLast()).startsWith("250 2.1.5");
    }

    @ParameterizedTest(name = "mail from {0}: {1}")
    @CsvSource({
        "<x@mx.example>, 250 2.1.0",
        "<x@host.example>, 250 2.1.0",
        "<x@six.example>, 250 2.1.0",
        "<x@missing.example>, 550 5.1.8",
        "<x@text.example>, 550 5.1.8",
        "<x@null.example>, 550 5.7.27",
        "<x@fail.example>, 450 4.1.8",
        "<>, 250 2.1.0",
        "'<x@[192.0.2.1]>', 250 2.1.0",
        "<x@ours.example>, 250 2.1.0",
    })
    void strangersNeedADomainThatCanBeAnswered(String path, String reply) {
        String mail = HELLO + "MAIL FROM:" + path + "\r\n";
        assertThat(say(STRANGER, mail).getLast()).startsWith(reply);
        assertThat(say(TRUSTED, mail).getLast()).startsWith("250 2.1.0");
        verify(Moment.RCPT, OnUnknown.REJECT, OnUnknown.OFF, OnUnsure.TEMPFAIL);
        assertThat(say(STRANGER, mail).getLast()).startsWith("250 2.1.0");
    }

    @Test
    void aSenderThatCannotBeLookedUpNowMayBeTaken() {
        verify(Moment.RCPT, OnUnknown.REJECT, OnUnknown.REJECT, OnUnsure.ACCEPT);
        assertThat(say(STRANGER, HELLO + "MAIL FROM:<x@fail.example>\r\n").getLast())
                .startsWith("250");
        assertThat(say(STRANGER, HELLO + "MAIL FROM:<x@missing.example>\r\n").getLast())
                .startsWith("550 5.1.8");
    }

    /** N-10: a failure of one of the look-ups is never a no. */
    @ParameterizedTest(name = "if only {0} fails")
    @ValueSource(strings = {"mx", "a", "aaaa"})
    void aTemporaryFailureIsNeverANo(String failing) throws Exception {
        MailDomains domains = new MailDomains(new Failing(failing));
        assertThat(domains.judge(new Domain("any.example"))).isEqualTo(MailDomains.Verdict.UNSURE);
    }

    /** N-10: with a delivery, which waits 20 s at most, no message waits longer than 30 s. */
    @Test
    void aTransactionWaitsForDnsNoLongerThanItsBudget() {
        assertThat(Gate.DNS_BUDGET).isLessThanOrEqualTo(Duration.ofSeconds(10));
        gateway.dns = new Silent();
        StringBuilder text = new StringBuilder(HELLO + FROM);
        for (int i = 0; i < 9; i++) {
            text.append(to("x@slow" + i + ".example"));
        }
        long began = System.nanoTime();
        List<String> replies = say(TRUSTED, text.toString());
        assertThat(replies.subList(replies.size() - 9, replies.size()))
                .allMatch(reply -> reply.startsWith("250 2.1.5"));
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Gate.DNS_BUDGET, Gate.DNS_BUDGET.multipliedBy(2));
    }

    /** Says no to everything but the one look-up that fails. */
    private record Failing(String failing) implements Dns {

        private <R> Answer<R> answer(String type) {
            return type.equals(failing)
                    ? new Answer.TemporaryFailure<>("no answer within 10 s")
                    : new Answer.NoData<>(Duration.ofHours(1), false);
        }

        @Override
        public Answer<MailExchanger> mx(Domain domain) {
            return answer("mx");
        }

        @Override
        public Answer<Inet4Address> a(Domain host) {
            return answer("a");
        }

        @Override
        public Answer<Inet6Address> aaaa(Domain host) {
            return answer("aaaa");
        }
    }

    /** Never answers. */
    private static final class Silent implements Dns {

        private static <R> Answer<R> silence() throws InterruptedException {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody opens it");
        }

        @Override
        public Answer<MailExchanger> mx(Domain domain) throws InterruptedException {
            return silence();
        }

        @Override
        public Answer<Inet4Address> a(Domain host) throws InterruptedException {
            return silence();
        }

        @Override
        public Answer<Inet6Address> aaaa(Domain host) throws InterruptedException {
            return silence();
        }
    }
}
