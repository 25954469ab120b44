package dev.mailwarden.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Verification;
import dev.mailwarden.config.Verifications;
import dev.mailwarden.mail.dns.FakeDns;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.RecipientCheck;
import dev.mailwarden.message.RecipientCheck.Answer;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.TlsPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CallAheadTest {

    private static final Mailbox ANNA = Parcels.mailbox("anna@ours.example");
    private static final Mailbox BERT = Parcels.mailbox("bert@ours.example");

    private static final String HELLO =
            """
            S: 220 hi
            C: EHLO gateway.example
            S: 250 hi
            """;

    private final AtomicLong nanos = new AtomicLong();
    private final List<AutoCloseable> open = new ArrayList<>();
    private volatile Verification.CallAhead how = Verifications.LOCAL;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private ScriptedServer server(String... scripts) {
        ScriptedServer server = ScriptedServer.running(scripts);
        open.add(server);
        return server;
    }

    private static String asking(String afterRcpt) {
        return HELLO + "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:\n" + afterRcpt + "\n";
    }

    private CallAhead callAhead(ScriptedServer server) {
        return callAhead(Parcels.to(server, TlsPolicy.ATTEMPT));
    }

    private CallAhead callAhead(Route route) {
        return callAhead(_ -> route);
    }

    private CallAhead callAhead(Function<Mailbox, Route> routes) {
        Settings.Delivery delivery = Parcels.delivery(Duration.ofSeconds(30));
        SmtpCourier courier = Couriers.with(delivery, FakeDns.of(""), System::nanoTime);
        open.add(courier);
        return callAhead(courier, routes, delivery);
    }

    private CallAhead callAhead(
            SmtpCourier courier, Function<Mailbox, Route> routes, Settings.Delivery delivery) {
        return new CallAhead(
                courier, routes::apply, () -> Parcels.settings(delivery, how), nanos::get);
    }

    @ParameterizedTest(name = "{0} to RCPT")
    @CsvSource({
        "250 ok, Known, ''",
        "251 forwarded, Known, ''",
        "550 5.1.1 no, Unknown, 5.1.1",
        "550 no, Unknown, 5.1.1",
        "551 not here, Unknown, 5.1.1",
        "553 no such name, Unknown, 5.1.1",
        "554 5.1.1 no, Unknown, 5.1.1",
        "550 5.1.10 no recipient, Unknown, 5.1.10",
        "550 5.1.8 your domain does not exist, Unsure, ''",
        "550 5.1.7 no null sender, Unsure, ''",
        "550 5.7.1 relaying denied, Unsure, ''",
        "554 5.7.1 your address is blocked, Unsure, ''",
        "552 5.2.2 full, Unsure, ''",
        "552 full, Unsure, ''",
        "550 5.2.1 disabled, Unsure, ''",
        "550 5.3.0 broken, Unsure, ''",
        "554 no, Unsure, ''",
        "500 what, Unsure, ''",
        "450 4.2.1 busy, Unsure, ''",
        "450 4.1.1 not known yet, Unsure, ''",
        "451 4.1.8 your domain cannot be looked up, Unsure, ''",
        "421 4.3.2 bye, Unsure, ''",
        "354 what, Unsure, ''",
        "nonsense, Unsure, ''",
    })
    void theServersReplyIsJudged(String reply, String answer, String status) throws Exception {
        ScriptedServer server = server(asking("S: " + reply));
        Answer got = callAhead(server).check(ANNA);
        assertThat(got.getClass().getSimpleName()).isEqualTo(answer);
        if (got instanceof Answer.Unknown(var said, String why)) {
            assertThat(said).hasToString(status);
            assertThat(why).contains("127.0.0.1").contains(reply);
        }
        if (got instanceof Answer.Unsure(String why) && reply.startsWith("5")) {
            assertThat(why).contains("127.0.0.1").contains(reply);
        }
        assertThat(server.heard)
                .startsWith("EHLO gateway.example", "MAIL FROM:<>", "RCPT TO:<anna@ours.example>");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "S: 554 5.7.1 not you",
                "S: 220 hi\\nC: EHLO\\nS: 554 no\\nC: HELO\\nS: 554 no",
                "S: 220 hi\\nC: EHLO\\nS: 250 hi\\nC: MAIL FROM:<>\\nS: 550 5.7.1 no null sender",
                "S: 220 hi\\nC: EHLO\\nS: 250 hi\\nC: MAIL FROM:<>\\nS: 451 later",
                "DROP",
                "RESET",
            })
    void whatIsNotSaidOfTheMailboxProvesNothing(String script) throws Exception {
        ScriptedServer server = server(script.replace("\\n", "\n"));
        assertThat(callAhead(server).check(ANNA)).isInstanceOf(Answer.Unsure.class);
    }

    @Test
    void nothingIsAskedUnlessItIsSwitchedOn() throws Exception {
        how = Verifications.OFF.callAhead();
        ScriptedServer server = server(asking("S: 550 no"));
        assertThat(callAhead(server).check(ANNA)).isEqualTo(RecipientCheck.NOT_CHECKED);
        assertThat(server.connectionCount).hasValue(0);
    }

    @Test
    void aPolicyThatWantsTlsTellsNobodyAnAddressInClear() throws Exception {
        ScriptedServer server = server(HELLO);
        assertThat(callAhead(Parcels.to(server, TlsPolicy.REQUIRE)).check(ANNA))
                .isInstanceOf(Answer.Unsure.class);
        assertThat(server.heard).noneMatch(line -> line.contains("anna"));
    }

    @Test
    void answersAreRememberedForTheirLifetime() throws Exception {
        ScriptedServer server =
                server(
                        asking("S: 550 5.1.1 no")
                                + "C: RSET\nS: 250\nC: MAIL FROM:<>\nS: 250\nC: RCPT\nS: 250\nDROP",
                        asking("S: 550 5.1.1 no"));
        CallAhead ahead = callAhead(server);
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Unknown.class);
        pass(how.negativeLifetime().minusSeconds(1));
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Unknown.class);
        assertThat(ahead.probes()).isEqualTo(1);
        pass(Duration.ofSeconds(2));
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Known.class);
        pass(how.positiveLifetime().minusSeconds(1));
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Known.class);
        assertThat(ahead.probes()).isEqualTo(2);
        pass(Duration.ofSeconds(2));
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Unknown.class);
        assertThat(ahead.probes()).isEqualTo(3);
        assertThat(ahead.unknown()).isEqualTo(3);
    }

    @Test
    void aKnownMailboxStaysKnownWhileTheServerIsAway() throws Exception {
        ScriptedServer server = server(asking("S: 250 ok"));
        CallAhead ahead = callAhead(server);
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Known.class);
        server.close();
        pass(how.reserve().minusSeconds(1));
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Known.class);
        assertThat(ahead.unsure()).isEqualTo(1);
        assertThat(ahead.check(BERT)).isInstanceOf(Answer.Unsure.class);
        pass(Duration.ofSeconds(2));
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Unsure.class);
    }

    @Test
    void anUnreachableServerIsLeftAloneForAWhile() throws Exception {
        ScriptedServer server = server("DROP", asking("S: 250 ok"));
        CallAhead ahead = callAhead(server);
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Unsure.class);
        assertThat(ahead.check(BERT)).isInstanceOf(Answer.Unsure.class);
        assertThat(server.connectionCount).hasValue(1);
        pass(CallAhead.REST.plusSeconds(1));
        assertThat(ahead.check(BERT)).isInstanceOf(Answer.Known.class);
    }

    @Test
    void mailForWhatCannotBeAskedForMayBeTaken() throws Exception {
        how = Verifications.accepting(Duration.ofSeconds(10));
        CallAhead ahead = callAhead(server("DROP"));
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Known.class);
        assertThat(ahead.remembered()).isZero();
    }

    @Test
    void manyWhoAskAtOnceWaitForOneProbe() throws Exception {
        ScriptedServer server = server(HELLO + "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:\nSTALL");
        how = Verifications.within(Duration.ofMillis(300));
        CallAhead ahead = callAhead(server);
        try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> questions = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                questions.add(() -> ahead.check(ANNA));
            }
            for (Future<Answer> answer : askers.invokeAll(questions)) {
                assertThat(answer.get()).isInstanceOf(Answer.Unsure.class);
            }
        }
        assertThat(server.connectionCount).hasValue(1);
    }

    /** As if a loop of routes led back here: the question waits for itself. */
    @Test
    void aProbeThatComesBackSendsNoOther() throws Exception {
        how = Verifications.within(Duration.ofMillis(500));
        AtomicLong came = new AtomicLong();
        CallAhead[] self = new CallAhead[1];
        try (ScriptedServer server =
                ScriptedServer.running(HELLO + "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:\nSTALL")) {
            self[0] =
                    callAhead(_ -> {
                        came.incrementAndGet();
                        return Parcels.to(server, TlsPolicy.NONE);
                    });
            Thread again =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    server.awaitStall();
                                    self[0].check(ANNA);
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            });
            assertThat(self[0].check(ANNA)).isInstanceOf(Answer.Unsure.class);
            again.join();
            assertThat(came).hasValue(2);
            assertThat(server.connectionCount).hasValue(1);
        }
    }

    @Test
    void aProbeHasItsTimeAndNoMore() throws Exception {
        how = Verifications.within(Duration.ofMillis(200));
        ScriptedServer server = server(HELLO + "STALL");
        Settings.Delivery delivery = Parcels.delivery(Duration.ofSeconds(30));
        SmtpCourier courier = Couriers.with(delivery, FakeDns.of(""), System::nanoTime);
        open.add(courier);
        CallAhead ahead = callAhead(courier, _ -> Parcels.to(server, TlsPolicy.NONE), delivery);
        long began = System.nanoTime();
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Unsure.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        Couriers.await(() -> courier.deadlines().watching() == 0);
    }

    @Test
    void noMoreProbesAtOnceThanAllowed() throws Exception {
        how = Verifications.oneAtOnce(Duration.ofMinutes(5));
        ScriptedServer server = server(HELLO + "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:\nSTALL");
        CallAhead ahead = callAhead(server);
        try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> first = askers.submit(() -> ahead.check(ANNA));
            server.awaitStall();
            how = Verifications.oneAtOnce(Duration.ofMillis(100));
            assertThat(ahead.check(BERT)).isInstanceOf(Answer.Unsure.class);
            server.close();
            assertThat(first.get()).isInstanceOf(Answer.Unsure.class);
        }
        assertThat(server.connectionCount).hasValue(1);
    }

    @Test
    void mailboxesThatDifferInCaseAreDifferent() throws Exception {
        ScriptedServer server =
                server(asking("S: 550 no") + "C: RSET\nS: 250\nC: MAIL\nS: 250\nC: RCPT\nS: 250");
        CallAhead ahead = callAhead(server);
        assertThat(ahead.check(Parcels.mailbox("ANNA@ours.example")))
                .isInstanceOf(Answer.Unknown.class);
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Known.class);
        assertThat(server.surprises).isEmpty();
        assertThat(server.connectionCount).hasValue(1);
    }

    @Test
    void anAnswerCountsOnlyOnTheRouteItCameBy() throws Exception {
        ScriptedServer old = server(asking("S: 550 no"));
        ScriptedServer other = server(asking("S: 250 ok"));
        ScriptedServer[] current = {old};
        CallAhead ahead = callAhead(_ -> Parcels.to(current[0], TlsPolicy.NONE));
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Unknown.class);
        current[0] = other;
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Known.class);
    }

    @Test
    void noMoreIsRememberedThanAllowed() throws Exception {
        how = Verifications.remembering(3);
        String again = "C: RSET\nS: 250\nC: MAIL\nS: 250\nC: RCPT\nS: 550 no\n";
        CallAhead ahead = callAhead(server(asking("S: 550 no") + again.repeat(4)));
        for (int i = 0; i < 50; i++) {
            assertThat(ahead.check(Parcels.mailbox("guess" + i + "@ours.example")))
                    .isInstanceOf(Answer.Unknown.class);
        }
        assertThat(ahead.remembered()).isLessThanOrEqualTo(3);
    }

    /** Servers slow down those who make many errors on a connection, and then hang up on them. */
    @Test
    void aConnectionOfManyRefusalsIsLeftToNoDelivery() throws Exception {
        String again = "C: RSET\nS: 250\nC: MAIL\nS: 250\nC: RCPT\nS: 550 no\n";
        String yes = "C: RSET\nS: 250\nC: MAIL\nS: 250\nC: RCPT\nS: 250 ok\n";
        ScriptedServer server =
                server(asking("S: 550 no") + yes.repeat(10) + again.repeat(4), asking("S: 250 ok"));
        CallAhead ahead = callAhead(server);
        for (int i = 0; i < 15; i++) {
            ahead.check(Parcels.mailbox("guess" + i + "@ours.example"));
        }
        assertThat(server.connectionCount).hasValue(1);
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Known.class);
        assertThat(server.connectionCount).hasValue(2);
        Couriers.await(() -> server.heard.contains("QUIT"));
        assertThat(server.surprises).isEmpty();
    }

    @Test
    void aServerThatIsSlowToAnswerIsNotUnreachable() throws Exception {
        how = Verifications.within(Duration.ofMillis(300));
        ScriptedServer server =
                server(
                        HELLO + "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:\nSTALL",
                        HELLO + "C: MAIL FROM:<>\nDROP",
                        asking("S: 250 ok"));
        CallAhead ahead = callAhead(server);
        assertThat(ahead.check(ANNA)).isInstanceOf(Answer.Unsure.class);
        how = Verifications.LOCAL;
        assertThat(ahead.check(BERT)).isInstanceOf(Answer.Unsure.class);
        assertThat(ahead.check(BERT)).isInstanceOf(Answer.Known.class);
        assertThat(server.connectionCount).hasValue(3);
    }

    @Test
    void aDeliveryMayUseTheConnectionOfAProbe() throws Exception {
        ScriptedServer server =
                server(
                        asking("S: 250 ok")
                                + """
                                C: RSET
                                S: 250
                                C: MAIL FROM:<sender@example.org>
                                S: 250
                                C: RCPT
                                S: 250
                                C: DATA
                                S: 354
                                M
                                S: 250
                                """);
        Settings.Delivery delivery = Parcels.delivery(Duration.ofSeconds(30));
        SmtpCourier courier = Couriers.with(delivery, FakeDns.of(""), System::nanoTime);
        open.add(courier);
        Route route = Parcels.to(server, TlsPolicy.NONE);
        assertThat(callAhead(courier, _ -> route, delivery).check(ANNA))
                .isInstanceOf(Answer.Known.class);
        Attempt attempt = courier.deliver(Parcels.consignment(route, "anna@ours.example"));
        assertThat(attempt.results()).hasOnlyElementsOfType(Attempt.Result.Delivered.class);
        assertThat(server.connectionCount).hasValue(1);
        assertThat(server.surprises).isEmpty();
    }

    @Test
    void theNextServerIsAskedIfOneDoesNotAnswer() throws Exception {
        ScriptedServer dead = server("DROP");
        ScriptedServer alive = server(asking("S: 550 5.1.1 no"));
        Route both =
                new Route.Fixed(
                        List.of(
                                Parcels.host("[127.0.0.1]", dead.port()),
                                Parcels.host("[127.0.0.1]", alive.port())),
                        TlsPolicy.NONE);
        assertThat(callAhead(both).check(ANNA)).isInstanceOf(Answer.Unknown.class);
    }

    /** N-10: what DNS cannot tell says nothing about a mailbox. */
    @Test
    void whatDnsCannotTellProvesNothing() throws Exception {
        Settings.Delivery delivery = Parcels.delivery(Duration.ofSeconds(30));
        for (String zone : List.of("ours.example FAIL SERVFAIL", "ours.example MX 0 .", "")) {
            SmtpCourier courier = Couriers.with(delivery, FakeDns.of(zone), System::nanoTime);
            open.add(courier);
            assertThat(callAhead(courier, it -> new Route.Mx(it.domain()), delivery).check(ANNA))
                    .isInstanceOf(Answer.Unsure.class);
        }
    }

    @Test
    void anInternationalMailboxIsAskedForWhereItCanBe() throws Exception {
        Mailbox international = Parcels.mailbox("j\u00fcrgen@ours.example");
        assertThat(callAhead(server(HELLO)).check(international))
                .isInstanceOfSatisfying(
                        Answer.Unknown.class,
                        unknown -> assertThat(unknown.status()).hasToString("5.6.7"));
        ScriptedServer server =
                server(
                        """
                        S: 220 hi
                        C: EHLO
                        S: 250-hi
                        S: 250 SMTPUTF8
                        C: MAIL FROM:<> SMTPUTF8
                        S: 250
                        C: RCPT
                        S: 250
                        """);
        assertThat(callAhead(server).check(international)).isInstanceOf(Answer.Known.class);
        assertThat(server.surprises).isEmpty();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
