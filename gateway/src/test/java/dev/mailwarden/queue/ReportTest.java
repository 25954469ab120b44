package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Settings.DelayWarnings;
import dev.mailwarden.config.Settings.Outside;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.Notify;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Attempt.Custody;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Outcome;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.queue.MessageQueue.Decision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told what: RFC 3461 §5.2, ACT-7, QUEUE-4. */
class ReportTest {

    private static final Mailbox SENDER = Post.mailbox("s@from.example");
    private static final Mailbox FIRST = Post.mailbox("x@to.example");
    private static final Mailbox SECOND = Post.mailbox("y@to.example");

    @TempDir Path directory;

    private final StandingClock clock = new StandingClock();

    @Test
    void aDeliveryIsReportedWhereTheNextHostCannot() throws Exception {
        try (Office office = office(Custody.SILENT_HOST)) {
            office.accept(asking(Set.of(Notify.SUCCESS)), Post.HEADER + "secret\r\n");
            office.awaitEmpty();
            assertThat(toldTo(office, SENDER))
                    .contains(
                            "Subject: Mail was delivered\r\n",
                            "Final-Recipient: rfc822;x@to.example\r\n",
                            "Original-Recipient: rfc822;orig@to.example\r\n",
                            "Action: relayed\r\n",
                            "Status: 2.0.0\r\n",
                            "X-Test: yes\r\n")
                    .doesNotContain("y@to.example", "secret");
            Office.await(() -> !office.observed.all(Event.Reported.class).isEmpty());
            assertThat(office.observed.all(Event.Reported.class))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.told()).isEqualTo(Event.Reported.Told.SUCCESS);
                        assertThat(event.recipients()).containsExactly(FIRST);
                    });
            office.assertBalanced();
        }
    }

    @Test
    void aMailboxIsADelivery() throws Exception {
        try (Office office = office(Custody.MAILBOX)) {
            office.accept(asking(Set.of(Notify.SUCCESS)), Post.HEADER);
            office.awaitEmpty();
            assertThat(toldTo(office, SENDER)).contains("Action: delivered\r\n");
        }
    }

    @Test
    void aHostThatReportsIsLeftToDoSo() throws Exception {
        try (Office office = office(Custody.REPORTING_HOST)) {
            office.accept(asking(Set.of(Notify.SUCCESS)), Post.HEADER);
            office.awaitEmpty();
            assertThat(office.courier.served()).containsExactlyInAnyOrder(FIRST, SECOND);
        }
    }

    @Test
    void nobodyIsToldOfADeliveryThatDidNotAsk() throws Exception {
        try (Office office = office(Custody.SILENT_HOST)) {
            office.accept(asking(Set.of(Notify.FAILURE, Notify.DELAY)), Post.HEADER);
            office.accept(asking(Set.of()), Post.HEADER);
            office.acceptFromOutside(asking(Set.of(Notify.SUCCESS)), Post.HEADER);
            office.awaitEmpty();
            assertThat(office.courier.served()).hasSize(6).doesNotContain(SENDER);
        }
    }

    @Test
    void aSenderIsToldOnceThatMailIsLate() throws Exception {
        try (Office office = office(DelayWarnings.ASKED)) {
            office.accept(asking(Set.of(Notify.DELAY)), Post.HEADER);
            office.awaitState("deferred");
            office.advance(Duration.ofHours(5));
            office.passMinutesUntil(() -> office.courier.served().contains(SENDER));
            assertThat(toldTo(office, SENDER))
                    .contains(
                            "Subject: Delivery of mail is delayed\r\n",
                            "Action: delayed\r\n",
                            "Status: 4.2.0\r\n",
                            "Will-Retry-Until: ",
                            "Final-Recipient: rfc822;x@to.example\r\n")
                    .doesNotContain("y@to.example");
            office.pass(Duration.ofHours(30));
            assertThat(office.queue.audit().accepted()).as("the mail and one warning").isEqualTo(3);
            office.assertBalanced();
        }
        try (Office office = office(DelayWarnings.ASKED)) {
            office.awaitState("deferred");
            office.pass(Duration.ofHours(5));
            assertThat(office.queue.audit().accepted()).as("after a start").isZero();
        }
    }

    @Test
    void lateMailBehindADeadRouteIsToldOfToo() throws Exception {
        try (Office office = office(DelayWarnings.ALWAYS)) {
            office.courier.follow(
                    to -> to.equals(SENDER) ? ScriptedCourier.taken() : ScriptedCourier.down());
            office.accept(asking(Set.of()), Post.HEADER);
            office.advance(Duration.ofHours(5));
            office.passMinutesUntil(() -> office.courier.served().contains(SENDER));
            assertThat(toldTo(office, SENDER)).contains("Status: 4.4.1\r\n");
        }
    }

    @Test
    void nobodyIsWarnedThatDidNotAskOrMayBeForged() throws Exception {
        try (Office office = office(DelayWarnings.ASKED)) {
            office.accept(asking(Set.of(Notify.FAILURE)), Post.HEADER);
            office.accept(asking(Set.of()), Post.HEADER);
            office.acceptFromOutside(asking(Set.of(Notify.DELAY)), Post.HEADER);
            office.awaitState("deferred");
            office.pass(Duration.ofHours(10));
            assertThat(office.queue.audit().accepted()).as("no warning").isEqualTo(6);
        }
    }

    @Test
    void whatFailsOfASenderThatMayBeForgedIsHeldAndThePostmasterToldAndItCanBeReleased()
            throws Exception {
        try (Office office = Office.open(directory, clock)) {
            office.courier.follow(ReportTest::nobodyThere);
            InboundMail mail =
                    office.acceptFromOutside(
                            asking(Set.of(Notify.NEVER)), Post.HEADER + "body\r\n");
            awaitHeld(office);
            Office.await(() -> office.courier.served().contains(QueueSettings.POSTMASTER));
            assertThat(office.courier.served()).doesNotContain(SENDER).contains(SECOND);
            assertThat(toldTo(office, QueueSettings.POSTMASTER))
                    .contains("<s@from.example>", mail.journey().toString(), "Status: 5.1.1\r\n")
                    .doesNotContain("body\r\n");
            Office.await(() -> !office.observed.all(Event.Held.class).isEmpty());
            assertThat(office.observed.all(Event.Held.class))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.recipients()).containsExactly(FIRST);
                        assertThat(event.by()).isEmpty();
                        assertThat(event.notification()).isPresent();
                    });
            assertThat(office.queue.audit().held()).isEqualTo(1);
            office.assertBalanced();
        }
        try (Office office = Office.open(directory, clock)) {
            awaitHeld(office);
            office.advance(Duration.ofDays(5));
            QueuedEntry held =
                    office.entries().stream()
                            .filter(entry -> entry.state().equals("held"))
                            .findFirst()
                            .orElseThrow();
            assertThat(held.reason()).contains("5.1.1 550");
            Decided released =
                    office.queue.decide(
                            held.journey(), Optional.empty(), new Decision.Release(), "root");
            assertThat(released).isEqualTo(new Decided(1, 0));
            office.awaitEmpty();
            assertThat(office.courier.served()).containsExactly(FIRST);
            office.assertBalanced();
        }
    }

    @Test
    void bySettingTheSenderIsToldWhoeverThatIs() throws Exception {
        Settings settings = QueueSettings.with(Outside.SEND, DelayWarnings.NEVER);
        try (Office office = Office.open(directory, clock, settings)) {
            office.courier.follow(ReportTest::nobodyThere);
            office.acceptFromOutside(asking(Set.of()), Post.HEADER);
            office.awaitEmpty();
            assertThat(office.courier.served()).containsExactlyInAnyOrder(SECOND, SENDER);
            assertThat(office.queue.audit().of(Outcome.BOUNCED)).isEqualTo(1);
        }
    }

    @Test
    void whatIsHeldForAFailureIsRemovedAtItsAgeAndWhatSomebodyHoldsStays() throws Exception {
        try (Office office = Office.open(directory, clock)) {
            office.courier.follow(ReportTest::nobodyThere);
            office.acceptFromOutside(asking(Set.of()), Post.HEADER);
            awaitHeld(office);
            Office.await(() -> office.courier.served().contains(QueueSettings.POSTMASTER));
            office.courier.follow(_ -> ScriptedCourier.later());
            InboundMail waiting = office.accept("a@from.example", "z@to.example");
            Office.await(() ->
                    office.entries().stream()
                            .map(QueuedEntry::state)
                            .toList()
                            .contains("deferred"));
            office.queue.decide(waiting.journey(), Optional.empty(), new Decision.Hold(), "root");
            office.advance(Duration.ofDays(31));
            office.passMinutesUntil(() -> office.queue.size() == 1);
            assertThat(office.entries())
                    .singleElement()
                    .satisfies(left -> {
                        assertThat(left.journey()).isEqualTo(waiting.journey());
                        assertThat(left.state()).isEqualTo("held");
                    });
            Office.await(() -> !office.observed.all(Event.Removed.class).isEmpty());
            assertThat(office.observed.all(Event.Removed.class))
                    .singleElement()
                    .satisfies(event -> assertThat(event.by()).contains("age limit"));
            office.assertBalanced();
        }
    }

    /** What has been delivered must not be delivered again because of a report. */
    @Test
    void aStopDuringTheReportOfADeliveryLeavesTheDelivery() throws Exception {
        Clerk clerk = new Clerk(directory, clock, new Random(7));
        clerk.accept(asking(Set.of(Notify.SUCCESS)), Post.HEADER);
        Lease lease = clerk.next().orElseThrow();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> clerk.settle(lease, _ -> ScriptedCourier.taken()))
                .isInstanceOf(InterruptedException.class);
        assertThat(clerk.index.size()).isZero();
        assertThat(clerk.index.balance().of(Outcome.DELIVERED)).isEqualTo(2);
        clerk.close();
    }

    @Test
    void whatIsHeldIsRemovedSoLongAfterItWasHeldNotAccepted() throws Exception {
        try (Office office = Office.open(directory, clock)) {
            office.courier.follow(_ -> ScriptedCourier.later());
            office.acceptFromOutside(asking(Set.of()), Post.HEADER);
            office.awaitState("deferred");
            office.courier.follow(ReportTest::nobodyThere);
            office.advance(Duration.ofDays(2));
            awaitHeld(office);
            office.pass(Duration.ofDays(29));
            assertThat(office.entries()).hasSize(1);
        }
        try (Office office = Office.open(directory, clock)) {
            awaitHeld(office);
            office.pass(Duration.ofDays(2));
            Office.await(() -> office.queue.size() == 0);
        }
    }

    @Test
    void nothingIsGivenUpWhileSendingIsOff() throws Exception {
        try (Office office = Office.open(directory, clock)) {
            office.courier.follow(_ -> ScriptedCourier.down());
            office.accept("s@from.example", "x@to.example");
            office.accept("s@from.example", "y@to.example");
            Office.await(() ->
                    office.entries().stream().anyMatch(entry -> entry.state().equals("paused")));
            office.sending = false;
            office.pass(Duration.ofDays(5));
            assertThat(office.queue.audit().of(Outcome.BOUNCED)).isZero();
            assertThat(office.queue.size()).isEqualTo(2);
        }
    }

    @Test
    void thePostmasterIsWrittenToAHundredTimesAnHourAndNotMore() throws Exception {
        Allowance allowance = new Allowance(100, Duration.ofHours(1), clock);
        for (int i = 0; i < 100; i++) {
            assertThat(allowance.take()).isTrue();
        }
        assertThat(allowance.take()).isFalse();
        clock.advance(Duration.ofMinutes(59));
        assertThat(allowance.take()).isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(allowance.take()).isTrue();
    }

    @Test
    void aHeldMessageOfASenderOutsideAsciiIsReportedInEightBits() throws Exception {
        try (Office office = Office.open(directory, clock)) {
            office.courier.follow(ReportTest::nobodyThere);
            office.acceptFromOutside(
                    Post.envelope("j\u00f6rg@from.example", FIRST.toString()), Post.HEADER);
            Office.await(() -> office.courier.served().contains(QueueSettings.POSTMASTER));
            assertThat(toldTo(office, QueueSettings.POSTMASTER))
                    .contains("Content-Transfer-Encoding: 8bit\r\n", "j\u00f6rg@from.example");
        }
    }

    private static void awaitHeld(Office office) {
        Office.await(() -> office.entries().stream().anyMatch(e -> e.state().equals("held")));
    }

    private Office office(Custody custody) throws Exception {
        Office office = Office.open(directory, clock);
        office.courier.follow(_ -> ScriptedCourier.takenInto(custody));
        return office;
    }

    private Office office(DelayWarnings warnings) throws Exception {
        Office office = Office.open(directory, clock, QueueSettings.with(Outside.HOLD, warnings));
        office.courier.follow(
                to -> to.equals(SENDER) ? ScriptedCourier.taken() : ScriptedCourier.later());
        return office;
    }

    private static Attempt.Result nobodyThere(Mailbox to) {
        return to.equals(FIRST) ? ScriptedCourier.never() : ScriptedCourier.taken();
    }

    /** Two recipients; the second asks for nothing in any case. */
    private static Envelope asking(Set<Notify> notifyOn) {
        return Post.envelope(
                new ReversePath.Of(SENDER),
                MailParameters.NONE,
                new Recipient(
                        FIRST, new RcptParameters(notifyOn, Optional.of("rfc822;orig@to.example"))),
                new Recipient(SECOND, new RcptParameters(Set.of(Notify.NEVER), Optional.empty())));
    }

    private static String toldTo(Office office, Mailbox mailbox) {
        List<ScriptedCourier.Handed> told =
                office.courier.delivered().stream()
                        .filter(handed -> handed.recipient().equals(mailbox))
                        .toList();
        assertThat(told).hasSize(1);
        return told.getFirst().text();
    }
}
