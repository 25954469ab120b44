package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Notify;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.Ret;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Recipient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BounceTest {

    private static final ReversePath SENDER = new ReversePath.Of(Post.mailbox("s@from.example"));

    @TempDir Path directory;

    @Test
    void tellsTheSenderOnceWhatWasAskedFor() throws Exception {
        MailParameters parameters =
                new MailParameters(
                        OptionalLong.empty(),
                        BodyType.SEVEN_BIT,
                        false,
                        Optional.of(Ret.FULL),
                        Optional.of("QQ314159"),
                        false);
        try (Office office = bouncing("x@to.example", "quiet@to.example")) {
            office.accept(
                    Post.envelope(
                            SENDER,
                            parameters,
                            recipient("x@to.example", Set.of(), "rfc822;orig@to.example"),
                            recipient("quiet@to.example", Set.of(Notify.NEVER), "rfc822;q@q"),
                            recipient("ok@to.example", Set.of(), "rfc822;ok@to.example")),
                    Post.HEADER + "the body\r\n");
            office.awaitEmpty();
            office.assertBalanced();
            assertThat(office.courier.served())
                    .containsExactlyInAnyOrder(
                            Post.mailbox("ok@to.example"), Post.mailbox("s@from.example"));
            assertThat(toldTo(office, "s@from.example"))
                    .contains(
                            "To: <s@from.example>\r\n",
                            "Original-Envelope-Id: QQ314159\r\n",
                            "Original-Recipient: rfc822;orig@to.example\r\n",
                            "Final-Recipient: rfc822;x@to.example\r\n",
                            "Action: failed\r\n",
                            "Status: 5.1.1\r\n",
                            "Remote-MTA: dns; mx.there.example\r\n",
                            "Diagnostic-Code: smtp; 550 5.1.1 nobody here\r\n",
                            "the body\r\n")
                    .doesNotContain("quiet@", "ok@to.example");
        }
    }

    @Test
    void ofABinaryMessageOnlyTheHeaderIsReturned() throws Exception {
        MailParameters parameters =
                new MailParameters(
                        OptionalLong.empty(),
                        BodyType.BINARY_MIME,
                        false,
                        Optional.of(Ret.FULL),
                        Optional.empty(),
                        false);
        try (Office office = bouncing("x@to.example")) {
            office.accept(
                    Post.envelope(
                            SENDER,
                            parameters,
                            recipient("x@to.example", Set.of(), "rfc822;x@to.example")),
                    Post.HEADER + "bare\nand\0");
            office.awaitEmpty();
            assertThat(toldTo(office, "s@from.example"))
                    .contains("Content-Type: text/rfc822-headers\r\n", "X-Test: yes\r\n")
                    .doesNotContain("bare", "\0");
        }
    }

    @Test
    void returnsOnlyTheHeaderUnlessMoreWasAskedFor() throws Exception {
        try (Office office = bouncing("x@to.example")) {
            office.accept(
                    Post.envelope("s@from.example", "x@to.example"), Post.HEADER + "secret\r\n");
            office.awaitEmpty();
            assertThat(toldTo(office, "s@from.example"))
                    .contains("X-Test: yes\r\n")
                    .doesNotContain("secret");
        }
    }

    @Test
    void saysNothingWhereNobodyWantsToHear() throws Exception {
        try (Office office = bouncing("x@to.example")) {
            office.accept(
                    Post.envelope(
                            SENDER,
                            MailParameters.NONE,
                            recipient("x@to.example", Set.of(Notify.SUCCESS), "rfc822;x@x")),
                    Post.HEADER);
            office.awaitEmpty();
            assertThat(office.courier.served()).isEmpty();
            office.assertBalanced();
        }
    }

    @Test
    void aDoubleBounceGoesToThePostmasterAndEndsThere() throws Exception {
        try (Office office = bouncing("x@to.example", "s@from.example", "admin@ours.example")) {
            office.accept("s@from.example", "x@to.example");
            office.awaitEmpty();
            assertThat(office.courier.tried()).hasSize(3);
            office.assertBalanced();
            assertThat(office.queue.audit().accepted()).isEqualTo(3);
        }
    }

    @Test
    void thePostmasterHearsOfANotificationThatWasAlsoForHim() throws Exception {
        try (Office office = bouncing("x@to.example")) {
            office.accept("", "x@to.example", "admin@ours.example");
            office.awaitEmpty();
            assertThat(office.courier.served())
                    .containsExactlyInAnyOrder(QueueSettings.POSTMASTER, QueueSettings.POSTMASTER);
        }
    }

    /** What the frame with a report does to the message that it is about. */
    enum Fate {
        BOUNCED(Arrival.Origin.INSIDE, Event.Bounced.class),
        DELIVERED(Arrival.Origin.INSIDE, Event.Delivered.class),
        HELD(Arrival.Origin.OUTSIDE, Event.Held.class),
        WARNED(Arrival.Origin.INSIDE, Event.Reported.class);

        private final Arrival.Origin origin;
        private final Class<? extends Event> event;

        Fate(Arrival.Origin origin, Class<? extends Event> event) {
            this.origin = origin;
            this.event = event;
        }

        private void settle(Clerk clerk) throws Exception {
            Lease lease = clerk.next().orElseThrow();
            switch (this) {
                case BOUNCED, HELD -> clerk.settle(lease, _ -> ScriptedCourier.never());
                case DELIVERED -> clerk.settle(lease, _ -> ScriptedCourier.taken());
                case WARNED -> clerk.settlement.warn(lease, clerk.reader.read(lease));
            }
        }

        /** Whether what is left of the original is as if nothing had happened. */
        private boolean hasNotHappened(Optional<QueuedMessage> original) {
            return original.isPresent()
                    && original.get().entries().stream()
                            .noneMatch(e -> e.heldFor().isPresent() || e.isWarned());
        }
    }

    /** D-04: the power goes at any octet of the frame that is both the report and the end. */
    @ParameterizedTest
    @EnumSource(Fate.class)
    void aTornReportLeavesBothOrNeither(Fate fate) throws Exception {
        Path spool = directory.resolve("spool");
        StandingClock clock = new StandingClock();
        Clerk clerk = new Clerk(spool, clock, new Random(4));
        var mail =
                clerk.accept(
                        fate.origin,
                        Post.envelope(
                                SENDER,
                                MailParameters.NONE,
                                recipient(
                                        "x@to.example",
                                        Set.of(Notify.SUCCESS, Notify.FAILURE, Notify.DELAY),
                                        "rfc822;x@x")),
                        Post.HEADER + "body\r\n");
        byte[] before = Files.readAllBytes(segment(spool));
        fate.settle(clerk);
        clerk.sync();
        byte[] after = Files.readAllBytes(segment(spool));
        int neither = 0;
        int both = 0;
        int from = firstDifference(before, after);
        for (int cut = from; cut < from + 6_000; cut += 237) {
            byte[] torn = after.clone();
            System.arraycopy(before, cut, torn, cut, torn.length - cut);
            Path copy = Office.copyOf(spool, directory.resolve("cut" + cut));
            Files.write(segment(copy), torn);
            Clerk survivor = new Clerk(copy, clock, new Random(cut));
            Optional<QueuedMessage> original = survivor.index.find(mail.journey());
            boolean nothing = fate.hasNotHappened(original);
            int reports = survivor.index.size() - (original.isPresent() ? 1 : 0);
            assertThat(reports).isEqualTo(nothing ? 0 : 1);
            assertThat(survivor.observed.all(fate.event)).hasSize(nothing ? 0 : 1);
            neither += nothing ? 1 : 0;
            both += nothing ? 0 : 1;
            survivor.close();
        }
        assertThat(neither).isPositive();
        assertThat(both).isPositive();
        clerk.close();
    }

    @Test
    void aBounceThatCannotBeWrittenIsWrittenLater() throws Exception {
        StandingClock clock = new StandingClock();
        Clerk clerk = new Clerk(directory, clock, new Random(5));
        clerk.accept(Post.envelope("s@from.example", "x@to.example"), Post.HEADER + "body\r\n");
        Lease lease = clerk.next().orElseThrow();
        MailReader.StoredMail mail = clerk.reader.read(lease);
        clerk.spool.close();
        clerk.settlement.settle(lease, mail, new Attempt(List.of(ScriptedCourier.never()), false));
        assertThat(lease.entry().state()).isEqualTo(Entry.State.DEFERRED);
        assertThat(lease.entry().failures()).isZero();
        assertThat(clerk.index.balance().difference()).isZero();
        Clerk next = new Clerk(directory, clock, new Random(6));
        next.settle(next.next().orElseThrow(), _ -> ScriptedCourier.never());
        assertThat(next.index.size()).isEqualTo(1);
        next.sync();
        assertThat(next.observed.all(Event.Bounced.class)).hasSize(1);
        next.close();
    }

    private static int firstDifference(byte[] one, byte[] other) {
        return Arrays.mismatch(one, other);
    }

    private static Path segment(Path spool) throws Exception {
        try (Stream<Path> files = Files.list(spool)) {
            return files.filter(f -> f.getFileName().toString().startsWith("segment-"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Office bouncing(String... failing) throws Exception {
        Office office = Office.open(directory);
        Set<String> all = Set.of(failing);
        office.courier.follow(to ->
                all.contains(to.toString()) ? ScriptedCourier.never() : ScriptedCourier.taken());
        return office;
    }

    private static Recipient recipient(String to, Set<Notify> notifyOn, String orcpt) {
        return new Recipient(Post.mailbox(to), new RcptParameters(notifyOn, Optional.of(orcpt)));
    }

    private static String toldTo(Office office, String mailbox) {
        return office.courier.delivered().stream()
                .filter(handed -> handed.recipient().equals(Post.mailbox(mailbox)))
                .findFirst()
                .orElseThrow()
                .text();
    }
}
