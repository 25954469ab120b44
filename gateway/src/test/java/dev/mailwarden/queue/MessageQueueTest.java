package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Outcome;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Router;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.queue.MessageQueue.Decision;
import dev.mailwarden.spool.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageQueueTest {

    private static final Duration FIRST_RETRY = Duration.ofMinutes(18);

    @TempDir Path directory;

    /** What it says may be that mail is owed, or that it no longer is. */
    @Test
    void whatANewerVersionWroteIsNeitherDeliveredNorDeletedByThisOne() throws Exception {
        byte[] newer = {77, 3, 0, 0, 0, 1, 2, 3};
        StandingClock clock = new StandingClock();
        try (Office office = Office.open(directory, clock)) {
            office.sending = false;
            office.accept("s@from.example", "a@to.example");
            office.spool.append(Frame.note(newer, WrittenEvents.NONE));
        }
        try (Office office = Office.closed(directory, clock)) {
            assertThatThrownBy(office::recover)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("type 77")
                    .hasMessageContaining("the version that wrote it");
            assertThat(office.queue.isRecovered()).isFalse();
            office.accept("s@from.example", "b@to.example");
            Office.await(() -> office.courier.served().size() == 1);
            assertThat(office.courier.served()).containsExactly(Post.mailbox("b@to.example"));
        }
    }

    @Test
    void deliversWhatItAccepts() throws Exception {
        try (Office office = Office.open(directory)) {
            office.accept("a@from.example", "x@to.example", "y@to.example");
            office.awaitEmpty();
            assertThat(office.courier.served()).containsExactlyInAnyOrder(box("x"), box("y"));
            assertThat(office.courier.delivered().getFirst().text())
                    .isEqualTo(Post.HEADER + "body of a@from.example\r\n");
            Balance balance = office.queue.audit();
            assertThat(balance.of(Outcome.DELIVERED)).isEqualTo(2);
            assertThat(balance.difference()).isZero();
        }
    }

    @Test
    void triesADeferredMessageAgainWhenItIsDueAndNotBefore() throws Exception {
        try (Office office = Office.open(directory)) {
            office.courier.follow(_ -> ScriptedCourier.later());
            office.accept("a@from.example", "x@to.example");
            office.awaitState("deferred");
            QueuedEntry entry = office.entries().getFirst();
            assertThat(entry.reason()).isEqualTo("4.2.0 451 4.2.0 later");
            assertThat(entry.nextAttempt().orElseThrow())
                    .isAfterOrEqualTo(StandingClock.START.plus(Duration.ofMinutes(15)));
            office.courier.follow(_ -> ScriptedCourier.taken());
            office.advance(Duration.ofMinutes(14));
            assertThat(office.courier.tried()).hasSize(1);
            office.advance(FIRST_RETRY);
            office.awaitEmpty();
            assertThat(office.courier.tried()).hasSize(2);
            office.assertBalanced();
        }
    }

    @Test
    void givesUpOnceThereIsNoTimeForAnotherAttempt() throws Exception {
        try (Office office = Office.open(directory)) {
            office.courier.follow(
                    to -> to.equals(box("x")) ? ScriptedCourier.later() : ScriptedCourier.taken());
            office.accept("a@from.example", "x@to.example");
            office.awaitState("deferred");
            office.advance(Duration.ofDays(3));
            office.awaitEmpty();
            assertThat(office.courier.served()).containsExactly(Post.mailbox("a@from.example"));
            assertThat(office.courier.delivered().getFirst().text())
                    .contains("Status: 4.4.7", "Diagnostic-Code: smtp; 451 4.2.0 later");
            assertThat(office.queue.audit().of(Outcome.BOUNCED)).isEqualTo(1);
            office.assertBalanced();
        }
    }

    @Test
    void givesUpWhatWaitsBehindARouteThatIsDownAndLeavesTheRouteDown() throws Exception {
        try (Office office = Office.open(directory)) {
            office.courier.follow(to ->
                    to.domain().name().equals("to.example")
                            ? ScriptedCourier.down()
                            : ScriptedCourier.taken());
            office.accept("a@from.example", "x@to.example");
            office.awaitState("deferred");
            office.accept("b@from.example", "y@to.example");
            Office.await(() -> states(office).contains("paused"));
            int tried = office.courier.tried().size();
            assertThat(tried).isEqualTo(1);
            office.advance(Duration.ofDays(3));
            office.passMinutesUntil(() -> office.queue.size() == 0);
            assertThat(office.courier.served())
                    .containsExactlyInAnyOrder(
                            Post.mailbox("a@from.example"), Post.mailbox("b@from.example"));
            office.assertBalanced();
        }
    }

    @Test
    void keepsTheRecipientsOfOtherRoutesOverARestart() throws Exception {
        InboundMail mail;
        int first; // which of both entries is settled first is left to chance
        StandingClock clock = new StandingClock();
        try (Office office = Office.open(directory, clock)) {
            office.courier.follow(MessageQueueTest::halfLater);
            mail = office.accept("a@from.example", "x@to.example", "later@other.example");
            Office.await(() -> office.courier.delivered().size() == 1);
            office.awaitState("deferred");
            Office.await(() -> office.observed.all(Event.Delivered.class).size() == 1);
            first = office.observed.all(Event.Delivered.class).getFirst().sequence();
        }
        try (Office office = Office.open(directory, clock)) {
            assertThat(office.entries()).hasSize(1);
            assertThat(office.entries().getFirst().recipients()).containsExactly(1);
            assertThat(office.entries().getFirst().failures()).isEqualTo(1);
            assertThat(office.queue.audit().found()).isEqualTo(1);
            office.assertBalanced();
            office.advance(FIRST_RETRY);
            office.awaitEmpty();
            assertThat(office.courier.served())
                    .containsExactly(Post.mailbox("later@other.example"));
            Office.await(() -> office.observed.all(Event.Delivered.class).size() == 2);
            assertThat(office.observed.all(Event.Delivered.class))
                    .extracting(Event.Delivered::journey, Event.Delivered::sequence)
                    .containsExactlyInAnyOrder(
                            tuple(mail.journey(), first),
                            tuple(mail.journey(), MessageQueue.FIRST_SEQUENCE + 2));
        }
    }

    private static Attempt.Result halfLater(Mailbox to) {
        return to.localPart().equals("later") ? ScriptedCourier.later() : ScriptedCourier.taken();
    }

    @Test
    void aKillBetweenAnyTwoStepsLosesNothing() throws Exception {
        StandingClock clock = new StandingClock();
        Path spool = directory.resolve("spool");
        try (Office office = Office.open(spool, clock)) {
            office.courier.follow(MessageQueueTest::halfLater);
            for (int i = 0; i < 20; i++) {
                office.accept("a@from.example", "later@d" + i + ".example");
                office.awaitState("deferred");
                if (i % 5 == 0) {
                    office.spool.append(Frame.note(new byte[0], WrittenEvents.NONE));
                    Path copy = Office.copyOf(spool, directory.resolve("copy" + i));
                    try (Office after = Office.open(copy, clock)) {
                        assertThat(after.entries()).hasSize(i + 1);
                        after.assertBalanced();
                    }
                }
            }
        }
    }

    @Test
    void anErrorInTheCourierLosesNoLease() throws Exception {
        AtomicInteger times = new AtomicInteger();
        try (Office office = Office.open(directory)) {
            office.courier.follow(_ -> {
                if (times.incrementAndGet() <= 25) {
                    throw new StackOverflowError();
                }
                return ScriptedCourier.taken();
            });
            for (int i = 0; i < 25; i++) {
                office.accept("a@from.example", "x@to.example");
            }
            Office.await(() -> times.get() == 25);
            office.awaitState("deferred");
            office.advance(FIRST_RETRY);
            office.awaitEmpty();
            office.assertBalanced();
        }
    }

    @Test
    void aThousandLongRepliesAreRecorded() throws Exception {
        String[] to =
                IntStream.range(0, 1000)
                        .mapToObj(i -> "u" + i + "@to.example")
                        .toArray(String[]::new);
        try (Office office = Office.open(directory)) {
            office.courier.follow(recipient ->
                    new Attempt.Result.Deferred(
                            new HopFacts("h", "192.0.2.1", 25, Optional.empty()),
                            new EnhancedStatusCode(4, 0, 0),
                            (recipient + "x".repeat(1000)).substring(0, 1000)));
            office.accept("a@from.example", to);
            office.awaitState("deferred");
            office.courier.follow(_ -> ScriptedCourier.taken());
            office.advance(FIRST_RETRY);
            office.awaitEmpty();
            office.assertBalanced();
        }
        try (Office office = Office.open(directory)) {
            assertThat(office.queue.size()).isZero();
            assertThat(office.observed.all(Event.Deferred.class)).hasSize(1000);
        }
    }

    @Test
    void retryTriesAtOnceWhatIsDeferredOrBehindADeadRoute() throws Exception {
        try (Office office = Office.open(directory)) {
            office.courier.follow(_ -> ScriptedCourier.down());
            InboundMail first = office.accept("a@from.example", "x@to.example");
            office.awaitState("deferred");
            InboundMail second = office.accept("a@from.example", "y@to.example");
            Office.await(() -> states(office).contains("paused"));
            office.courier.follow(_ -> ScriptedCourier.taken());
            assertThat(office.queue.retry(second.journey())).isEqualTo(1);
            Office.await(() -> office.queue.size() == 1);
            assertThat(office.queue.retry(first.journey())).isEqualTo(1);
            office.awaitEmpty();
            assertThat(office.queue.retry(first.journey())).isZero();
        }
    }

    @Test
    void aRouteThatWasMendedIsTakenByWhatWaitsForIt() throws Exception {
        AtomicReference<String> host = new AtomicReference<>("wrong.example");
        Router router =
                _ ->
                        new Route.Fixed(
                                List.of(new Route.Host(new Domain(host.get()), 25, false)),
                                Route.TlsPolicy.NONE);
        StandingClock clock = new StandingClock();
        try (Office office = Office.open(directory, clock, router)) {
            office.courier.follow(_ -> ScriptedCourier.later());
            InboundMail retried = office.accept("a@from.example", "x@to.example");
            office.accept("a@from.example", "y@to.example");
            office.awaitState("deferred");
            host.set("right.example");
            office.queue.retry(retried.journey());
            Office.await(() -> office.courier.tried().size() == 3);
            assertThat(office.courier.tried().getLast().route().key()).contains("right.example");
            office.awaitState("deferred");
            office.advance(FIRST_RETRY);
            Office.await(() -> office.courier.tried().size() >= 4);
            office.awaitState("deferred");
            assertThat(office.entries()).allMatch(entry -> entry.route().contains("right.example"));
            office.assertBalanced();
        }
    }

    @Test
    void whatWasRedirectedGoesTheNewWayAlsoAfterARestart() throws Exception {
        StandingClock clock = new StandingClock();
        var route =
                new Route.Fixed(
                        List.of(new Route.Host(new Domain("new.example"), 2525, false)),
                        Route.TlsPolicy.REQUIRE);
        try (Office office = Office.open(directory, clock)) {
            office.courier.follow(_ -> ScriptedCourier.later());
            InboundMail mail = office.accept("a@from.example", "x@to.example");
            office.awaitState("deferred");
            office.queue.decide(
                    mail.journey(), Optional.empty(), new Decision.Redirect(route), "root");
            Office.await(() -> office.courier.tried().size() == 2);
            assertThat(office.courier.tried().getLast().route()).isEqualTo(route);
            office.awaitState("deferred");
        }
        try (Office office = Office.open(directory, clock)) {
            office.awaitState("deferred");
            office.advance(FIRST_RETRY);
            office.awaitEmpty();
            assertThat(office.courier.tried())
                    .singleElement()
                    .satisfies(tried -> assertThat(tried.route()).isEqualTo(route));
            office.assertBalanced();
        }
    }

    @Test
    void deletesWhatWaitsAndNotWhatIsBeingTried() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        StandingClock clock = new StandingClock();
        try (Office office = Office.open(directory, clock)) {
            office.courier.follow(to -> {
                if (to.localPart().equals("slow")) {
                    go.await();
                }
                return halfLater(to);
            });
            InboundMail mail =
                    office.accept("a@from.example", "later@to.example", "slow@other.example");
            Office.await(() -> states(office).equals(List.of("deferred", "active")));
            assertThat(
                            office.queue.decide(
                                    mail.journey(),
                                    Optional.empty(),
                                    new Decision.Delete(),
                                    "root"))
                    .isEqualTo(new Decided(1, 1));
            assertThat(office.queue.audit().of(Outcome.REMOVED)).isEqualTo(1);
            go.countDown();
            office.awaitEmpty();
            assertThat(office.courier.served()).containsExactly(Post.mailbox("slow@other.example"));
            office.assertBalanced();
        }
        try (Office office = Office.open(directory, clock)) {
            assertThat(office.queue.size()).isZero();
            assertThat(office.observed.all(Event.Removed.class))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.recipients()).containsExactly(box("later"));
                        assertThat(event.by()).isEqualTo("root");
                    });
        }
    }

    @Test
    void setsAsideWhatHasLostItsBlobAndLosesNothingElse() throws Exception {
        StandingClock clock = new StandingClock();
        Path blobs = directory.resolve("blobs");
        try (Office office = Office.open(directory, clock)) {
            office.courier.follow(_ -> ScriptedCourier.later());
            office.accept(Post.envelope("a@from.example", "x@to.example"), "x".repeat(300_000));
            office.accept("b@from.example", "y@to.example");
            office.awaitState("deferred");
            try (var files = Files.list(blobs)) {
                Files.delete(files.findFirst().orElseThrow());
            }
            office.courier.follow(_ -> ScriptedCourier.taken());
            office.advance(Duration.ofHours(1));
            office.awaitEmpty();
            assertThat(office.courier.served()).containsExactly(Post.mailbox("y@to.example"));
            assertThat(office.queue.audit().of(Outcome.SET_ASIDE)).isEqualTo(1);
            office.assertBalanced();
        }
    }

    @Test
    void triesNothingWhileItCouldNotBeWrittenDown() throws Exception {
        try (Office office = Office.open(directory)) {
            office.canRecord = false;
            office.accept("a@from.example", "x@to.example");
            Office.await(() -> office.entries().size() == 1);
            assertThat(office.courier.tried()).isEmpty();
            office.canRecord = true; // the timer looks each second
            office.awaitEmpty();
            assertThat(office.courier.served()).hasSize(1);
        }
    }

    @Test
    void acceptsAndBalancesBeforeItHasReadItsSpool() throws Exception {
        StandingClock clock = new StandingClock();
        InboundMail old;
        try (Office office = Office.open(directory, clock)) {
            office.courier.follow(_ -> ScriptedCourier.later());
            old = office.accept("a@from.example", "x@to.example");
            office.awaitState("deferred");
        }
        try (Office office = Office.closed(directory, clock)) {
            office.accept("b@from.example", "y@to.example");
            office.awaitEmpty();
            office.assertBalanced();
            assertThat(office.queue.isRecovered()).isFalse();
            office.recover();
            assertThat(office.queue.isRecovered()).isTrue();
            assertThat(office.queue.show(old.journey())).isPresent();
            office.assertBalanced();
        }
    }

    @Test
    void recipientsOnOneRouteAreTriedTogether() throws Exception {
        Route relay =
                new Route.Fixed(
                        List.of(new Route.Host(Post.mailbox("a@hub.example").domain(), 25, false)),
                        Route.TlsPolicy.NONE);
        try (Office office = Office.open(directory, new StandingClock(), _ -> relay)) {
            office.accept("a@from.example", "x@one.example", "y@two.example", "z@three.example");
            office.awaitEmpty();
            assertThat(office.courier.tried()).hasSize(1);
            assertThat(office.courier.tried().getFirst().recipients()).containsExactly(0, 1, 2);
        }
    }

    @Test
    void neverTriesMoreAtOnceOnARouteThanIsAllowed() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (Office office = Office.open(directory)) {
            office.courier.follow(_ -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                go.await();
                now.decrementAndGet();
                return ScriptedCourier.taken();
            });
            for (int i = 0; i < 30; i++) {
                office.accept("a@from.example", "x@to.example");
            }
            Office.await(() -> now.get() == 3);
            go.countDown();
            office.awaitEmpty();
            assertThat(most).hasValue(3);
        }
    }

    private static List<String> states(Office office) {
        return office.entries().stream().map(QueuedEntry::state).toList();
    }

    private static Mailbox box(String local) {
        return Post.mailbox(local + "@to.example");
    }
}
