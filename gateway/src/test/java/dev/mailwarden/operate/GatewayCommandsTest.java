package dev.mailwarden.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.operate.Calls.ChangedRow;
import dev.mailwarden.operate.Calls.NoArguments;
import dev.mailwarden.operate.Calls.QueueFilter;
import dev.mailwarden.operate.Calls.Redirection;
import dev.mailwarden.operate.Calls.SwitchArguments;
import dev.mailwarden.operate.Calls.SwitchRow;
import dev.mailwarden.operate.Calls.TraceArguments;
import dev.mailwarden.operate.Calls.WhichJourney;
import dev.mailwarden.queue.MessageQueue;
import dev.mailwarden.queue.Post;
import dev.mailwarden.queue.QueueSettings;
import dev.mailwarden.queue.QueuedEntry;
import dev.mailwarden.queue.ScriptedCourier;
import dev.mailwarden.queue.ScriptedShelf;
import dev.mailwarden.queue.Spools;
import dev.mailwarden.queue.StandingClock;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.track.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayCommandsTest {

    private static final QueueFilter ALL = QueueFilter.everything(1_000);

    private final Random random = new Random(9);
    private final ScriptedCourier courier = new ScriptedCourier();

    @TempDir Path directory;

    private Spool spool;
    private MessageQueue queue;
    private GatewayCommands commands;

    @BeforeEach
    void open() throws IOException {
        spool = Spools.open(directory.resolve("spool"));
        queue =
                new MessageQueue(
                        spool,
                        new MessageQueue.Surroundings(
                                Domain.parse("mx.ours.example").orElseThrow(),
                                Post.BY_DOMAIN,
                                courier,
                                () -> QueueSettings.DEFAULT,
                                new StandingClock(),
                                random,
                                1 << 20,
                                () -> true,
                                () -> true,
                                new ScriptedShelf()));
        commands =
                new GatewayCommands(
                        queue,
                        new Trace(Files.createDirectory(directory.resolve("journal"))),
                        Switches.open(directory));
        courier.follow(_ -> ScriptedCourier.later());
    }

    @AfterEach
    void close() throws IOException {
        queue.close();
        spool.close();
    }

    @Test
    void listsTheOldestFirstAndNoMoreThanAsked() throws Exception {
        InboundMail first = deferred("a@from.example", "x@to.example");
        InboundMail second = deferred("", "y@to.example", "z@other.example");
        Answer<QueueRow> answer = ask(Call.QUEUE_LIST, ALL);
        assertThat(answer.ending()).isEqualTo(Ending.done());
        assertThat(answer.rows())
                .extracting(QueueRow::journey)
                .contains(first.journey().toString(), second.journey().toString())
                .hasSize(3);
        assertThat(answer.rows().getFirst())
                .satisfies(row -> {
                    assertThat(row.state()).isEqualTo("deferred");
                    assertThat(row.route()).startsWith("mx:");
                    assertThat(row.reason()).isEqualTo("4.2.0 451 4.2.0 later");
                    assertThat(row.attempts()).isEqualTo(1);
                });
        assertThat(ask(Call.QUEUE_LIST, most(2)).rows()).hasSize(2);
    }

    @Test
    void filtersByEachPart() throws Exception {
        InboundMail first = deferred("a@from.example", "x@to.example");
        InboundMail second = deferred("", "y@other.example");
        assertThat(found("journey", first.journey().toString())).containsExactly(id(first));
        assertThat(found("sender", "A@from.example")).containsExactly(id(first));
        assertThat(found("sender", "")).containsExactly(id(second));
        assertThat(found("recipient", "y@OTHER.example")).containsExactly(id(second));
        assertThat(found("domain", "to.example")).containsExactly(id(first));
        assertThat(found("reason", "451")).hasSize(2);
        assertThat(found("reason", "no such")).isEmpty();
        assertThat(found("journey", "nonsense")).isEmpty();
        assertThat(ask(Call.QUEUE_LIST, filter("domain", "none.example")).ending().status())
                .isEqualTo(Ending.Status.NOT_FOUND);
    }

    @Test
    void showsEachRecipientAsItIs() throws Exception {
        courier.follow(to ->
                to.localPart().equals("done") ? ScriptedCourier.taken() : ScriptedCourier.later());
        InboundMail mail = deferred("a@from.example", "x@to.example", "done@other.example");
        Answer<RecipientRow> answer = ask(Call.QUEUE_SHOW, new WhichJourney(id(mail)));
        assertThat(answer.rows())
                .extracting(RecipientRow::recipient, RecipientRow::state)
                .containsExactly(
                        tuple("x@to.example", "queued"), tuple("done@other.example", "ended"));
        assertThat(ask(Call.QUEUE_SHOW, new WhichJourney("nonsense")).ending().status())
                .isEqualTo(Ending.Status.NOT_FOUND);
    }

    @Test
    void retriesAMessageOnceAndDeletesEachOfItsTwoEntries() throws Exception {
        queue.recover((_, _) -> {});
        InboundMail mail = deferred("a@from.example", "x@to.example", "y@other.example");
        assertThat(ask(Call.QUEUE_RETRY, ALL).rows()).containsExactly(new ChangedRow(id(mail), 2));
        await(2);
        assertThat(ask(Call.QUEUE_DELETE, ALL).rows())
                .containsExactly(new ChangedRow(id(mail), 1), new ChangedRow(id(mail), 1));
        assertThat(queue.size()).isZero();
        assertThat(ask(Call.QUEUE_DELETE, filter("journey", id(mail))).ending().status())
                .isEqualTo(Ending.Status.NOT_FOUND);
    }

    @Test
    void deletesTheRecipientThatIsNamedAndNobodyElse() throws Exception {
        queue.recover((_, _) -> {});
        InboundMail mail = deferred("a@from.example", "x@to.example", "y@to.example");
        assertThat(ask(Call.QUEUE_DELETE, filter("recipient", "y@to.example")).rows())
                .containsExactly(new ChangedRow(id(mail), 1));
        assertThat(ask(Call.QUEUE_LIST, ALL).rows())
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.recipients()).containsExactly("x@to.example");
                    assertThat(row.state()).isEqualTo("deferred");
                });
        assertThat(queue.audit().difference()).isZero();
    }

    @Test
    void saysThatItDeletesNothingBeforeTheQueueIsKnownOrWhileItIsBeingTried() throws Exception {
        CountDownLatch tried = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        courier.follow(_ -> {
            tried.countDown();
            go.await();
            return ScriptedCourier.taken();
        });
        InboundMail mail = Post.mail(spool, random, "a@from.example", "x@to.example");
        queue.commit(Batch.of(mail, Instant.now()));
        tried.await();
        assertThat(ask(Call.QUEUE_DELETE, ALL).ending().text()).contains("still being read");
        assertThat(ask(Call.QUEUE_RETRY, ALL).ending().text()).contains("still being read");
        queue.recover((_, _) -> {});
        Answer<ChangedRow> answer = ask(Call.QUEUE_DELETE, ALL);
        assertThat(answer.rows()).isEmpty();
        assertThat(answer.ending().status()).isEqualTo(Ending.Status.FAILED);
        assertThat(answer.ending().text()).contains("being tried just now");
        go.countDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "<>"})
    void asksForSomethingToTrace(String nothing) throws Exception {
        Ending ending = ask(Call.TRACE, new TraceArguments(nothing, 10)).ending();
        assertThat(ending.status()).isEqualTo(Ending.Status.FAILED);
        assertThat(ending.text()).contains("name a journey");
    }

    @Test
    void auditsOnceTheQueueIsKnown() throws Exception {
        assertThat(ask(Call.QUEUE_AUDIT, new NoArguments()).ending().status())
                .isEqualTo(Ending.Status.FAILED);
        queue.recover((_, _) -> {});
        deferred("a@from.example", "x@to.example", "y@to.example");
        Answer<AuditRow> answer = ask(Call.QUEUE_AUDIT, new NoArguments());
        assertThat(answer.ending()).isEqualTo(Ending.done());
        assertThat(answer.rows()).containsExactly(new AuditRow(2, 0, 0, 2, 0, 0, 0));
    }

    @Test
    void tracesNothingWhereNothingIsRecorded() throws Exception {
        assertThat(ask(Call.TRACE, new TraceArguments("a@from.example", 10)).ending().status())
                .isEqualTo(Ending.Status.NOT_FOUND);
    }

    @Test
    void switchesOneFlowAndShowsBoth() throws Exception {
        assertThat(ask(Call.SWITCH, new SwitchArguments("sending", Optional.of(false))).rows())
                .containsExactly(new SwitchRow("receiving", true), new SwitchRow("sending", false));
        assertThat(ask(Call.SWITCH, new SwitchArguments("", Optional.empty())).rows())
                .contains(new SwitchRow("sending", false));
    }

    @Test
    void holdsAndReleasesWhatIsMeant() throws Exception {
        queue.recover((_, _) -> {});
        InboundMail mail = deferred("a@from.example", "x@to.example", "y@to.example");
        assertThat(ask(Call.QUEUE_HOLD, filter("recipient", "y@to.example")).rows())
                .containsExactly(new ChangedRow(id(mail), 1));
        assertThat(states()).containsExactlyInAnyOrder("held", "deferred");
        assertThat(found("state", "held")).containsExactly(id(mail));
        assertThat(ask(Call.QUEUE_HOLD, filter("journey", id(mail))).rows())
                .containsExactly(new ChangedRow(id(mail), 1));
        assertThat(states()).containsExactly("held", "held");
        assertThat(ask(Call.QUEUE_AUDIT, new NoArguments()).rows().getFirst().held()).isEqualTo(2);
        assertThat(ask(Call.QUEUE_RELEASE, filter("recipient", "y@to.example")).rows())
                .containsExactly(new ChangedRow(id(mail), 1));
        await(() -> states(queue).contains("deferred"));
        assertThat(states()).containsExactlyInAnyOrder("held", "deferred");
    }

    @Test
    void whatIsNotHeldCannotBeReleased() throws Exception {
        queue.recover((_, _) -> {});
        InboundMail mail = deferred("a@from.example", "x@to.example");
        assertThat(ask(Call.QUEUE_RELEASE, filter("journey", id(mail))).ending())
                .isEqualTo(Ending.notFound("nothing of a message " + id(mail) + " is held"));
    }

    @Test
    void redirectsWhatIsMeantAndKeepsWhatIsHeldHeld() throws Exception {
        queue.recover((_, _) -> {});
        InboundMail mail = deferred("a@from.example", "x@to.example", "y@other.example");
        ask(Call.QUEUE_HOLD, filter("recipient", "y@other.example"));
        var wish = new Redirection(filter("journey", id(mail)), "new.example:2525", "none", false);
        assertThat(ask(Call.QUEUE_REDIRECT, wish).rows())
                .containsExactly(new ChangedRow(id(mail), 2));
        await(() -> states(queue).contains("deferred"));
        assertThat(ask(Call.QUEUE_LIST, ALL).rows())
                .extracting(QueueRow::route, QueueRow::state)
                .containsExactlyInAnyOrder(
                        tuple("hop:[new.example:2525]:NONE", "deferred"),
                        tuple("hop:[new.example:2525]:NONE", "held"));
    }

    @Test
    void aRouteThatIsNoneIsNamed() throws Exception {
        queue.recover((_, _) -> {});
        var wish = new Redirection(ALL, "new.example", "perhaps", false);
        assertThat(ask(Call.QUEUE_REDIRECT, wish).ending().text())
                .contains("none, attempt, require");
    }

    private List<String> states() throws Exception {
        return ask(Call.QUEUE_LIST, ALL).rows().stream().map(QueueRow::state).toList();
    }

    private record Answer<R>(Ending ending, List<R> rows) {}

    @SuppressWarnings("unchecked") // the handler of a call takes and gives what the call says
    private <A, R> Answer<R> ask(Call<A, R> call, A arguments) throws Exception {
        var command =
                (ControlCommand<A, R>)
                        commands.all().stream()
                                .filter(c -> c.call().equals(call))
                                .findFirst()
                                .orElseThrow();
        List<R> rows = new ArrayList<>();
        return new Answer<>(command.handler().answer(arguments, "", "root", rows::add), rows);
    }

    private List<String> found(String part, String value) throws Exception {
        return ask(Call.QUEUE_LIST, filter(part, value)).rows().stream()
                .map(QueueRow::journey)
                .toList();
    }

    private static QueueFilter filter(String part, String value) {
        return new QueueFilter(
                only(part, "journey", value),
                only(part, "sender", value),
                only(part, "recipient", value),
                only(part, "domain", value),
                only(part, "state", value),
                only(part, "reason", value),
                Optional.empty(),
                Optional.empty(),
                1_000);
    }

    private static Optional<String> only(String part, String name, String value) {
        return part.equals(name) ? Optional.of(value) : Optional.empty();
    }

    private static QueueFilter most(int rows) {
        return QueueFilter.everything(rows);
    }

    private static String id(InboundMail mail) {
        return mail.journey().toString();
    }

    /** Accepts a message and waits until all that is left of it is deferred. */
    private InboundMail deferred(String from, String... to) throws Exception {
        InboundMail mail = Post.mail(spool, random, from, to);
        queue.commit(Batch.of(mail, Instant.now()));
        await(1);
        return mail;
    }

    private static List<String> states(MessageQueue queue) {
        return queue.entries().map(QueuedEntry::state).toList();
    }

    private void await(int failures) {
        await(() ->
                queue.entries()
                        .allMatch(e -> e.state().equals("deferred") && e.failures() == failures));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }
}
