package dev.mailwarden.operate;

import static dev.mailwarden.message.JudgedBuilder.judged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Settings;
import dev.mailwarden.decide.PolicySnapshot;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import dev.mailwarden.operate.Calls.CheckArguments;
import dev.mailwarden.operate.Calls.WhichJourney;
import dev.mailwarden.operate.WhyRow.DemandRow;
import dev.mailwarden.operate.WhyRow.ModuleRow;
import dev.mailwarden.pipeline.Court;
import dev.mailwarden.scan.Samples;
import dev.mailwarden.scan.ScriptedModule;
import dev.mailwarden.track.EventJournal;
import dev.mailwarden.track.Trace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Why, and what if. */
class JudgementCommandsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Settings.Logs ROOMY =
            new Settings.Logs(1L << 30, Duration.ofDays(3), 1L << 30, 1, 1);

    private static final String RULES =
            """
            limits: {message-octets: 64 KiB, header-octets: 16 KiB, recipients: 2}
            rules:
              - {name: Others, senders: [x@y.example], recipients: ["*"]}
              - name: Strict
                senders: ["*"]
                recipients: ["*@to.example"]
                scan:
                  antivirus: {infected: {action: quarantine, backup: true}}
            """;

    private static final JourneyId OTHER =
            JourneyId.parse("019a0000-0000-7000-8000-00000000abcd").orElseThrow();

    @TempDir private Path directory;

    private final InboundMail mail = Samples.mail(Samples.octets("Subject: hello\n\nbody\n"));

    private record Answer<R>(Ending ending, List<R> rows) {}

    private static Court court(String rules) {
        return Court.under(rules, ScriptedModule.saying(ModuleName.ANTIVIRUS, Status.INFECTED));
    }

    private void record(List<? extends Event> events) throws IOException {
        try (EventJournal journal =
                EventJournal.open(directory, () -> ROOMY, () -> NOON, List.of())) {
            events.forEach(journal::record);
        }
    }

    private JudgementCommands commands(
            Court court, LongFunction<Optional<PolicySnapshot>> policies) {
        return new JudgementCommands(
                new Trace(directory), policies, court::settings, court.rehearsal());
    }

    private static LongFunction<Optional<PolicySnapshot>> inForce(Court court) {
        PolicySnapshot policy = court.policies().get();
        return revision -> Optional.of(policy).filter(it -> it.revision() == revision);
    }

    private Answer<ExplainRow> explain(Court court, JourneyId journey) throws Exception {
        return explain(commands(court, inForce(court)), journey.toString());
    }

    private static Answer<ExplainRow> explain(JudgementCommands commands, String journey)
            throws Exception {
        return ask(commands, Call.EXPLAIN, new WhichJourney(journey), "");
    }

    @SuppressWarnings("unchecked") // the handler of a call takes and gives what the call says
    private static <A, R> Answer<R> ask(
            JudgementCommands commands, Call<A, R> call, A arguments, String octets)
            throws Exception {
        var command =
                (ControlCommand<A, R>)
                        commands.all().stream()
                                .filter(c -> c.call().equals(call))
                                .findFirst()
                                .orElseThrow();
        List<R> rows = new ArrayList<>();
        ControlCommand.Rows<R> caller =
                new ControlCommand.Rows<>() {
                    @Override
                    public void add(R row) {
                        rows.add(row);
                    }

                    @Override
                    public InputStream ask(long count) {
                        return new ByteArrayInputStream(octets.getBytes(StandardCharsets.UTF_8));
                    }
                };
        return new Answer<>(command.handler().answer(arguments, "", "root", caller), rows);
    }

    @Test
    void explainsAJudgementByThePolicyOfThen() throws Exception {
        try (Court court = court(RULES)) {
            court.process(mail);
            record(court.events());
            Answer<ExplainRow> answer = explain(court, mail.journey());
            assertThat(answer.ending()).isEqualTo(Ending.done());
            assertThat(answer.rows()).hasSize(1);
            ExplainRow row = answer.rows().getFirst();
            assertThat(row.sender()).isEqualTo("a@from.example");
            assertThat(row.subject()).isEqualTo("hello");
            assertThat(row.recipients()).containsExactly("b@to.example");
            assertThat(row.refused()).isEmpty();
            WhyRow why = row.judged().orElseThrow();
            assertThat(why.again()).isTrue();
            assertThat(why.revision()).isEqualTo(7);
            assertThat(why.notes()).isEmpty();
            assertThat(why.rule())
                    .isEqualTo(
                            new WhyRow.RuleRow(2, "strict", "Strict", "scan", "*", "*@to.example"));
            assertThat(why.passed())
                    .containsExactly(new WhyRow.PassedRow(1, "others", "Others", "sender"));
            assertThat(why.action()).isEqualTo("Quarantine");
            assertThat(why.fate()).isEqualTo("quarantined");
            assertThat(why.decidedBy()).contains("antivirus");
            assertThat(why.modules())
                    .filteredOn(module -> module.module().equals("antivirus"))
                    .flatExtracting(ModuleRow::demands)
                    .containsExactly(
                            new DemandRow(
                                    "Infected", "", "Quarantine", "", true, "[Infected]", true));
            assertThat(why.flips())
                    .extracting(WhyRow.FlipRow::change)
                    .contains("if Antivirus had found nothing", "without the rule Strict");
        }
    }

    @Test
    void saysWhatWasRecordedIfThePolicyIsGone() throws Exception {
        try (Court court = court(RULES)) {
            court.process(mail);
            record(court.events());
            WhyRow why =
                    explain(commands(court, _ -> Optional.empty()), mail.journey().toString())
                            .rows()
                            .getFirst()
                            .judged()
                            .orElseThrow();
            assertThat(why.again()).isFalse();
            assertThat(why.notes())
                    .containsExactly("the policy of revision 7 is gone; this is what was recorded");
            assertThat(why.rule().name()).isEqualTo("Strict");
            assertThat(why.modules()).extracting(ModuleRow::status).containsExactly("Infected");
            assertThat(why.fate()).isEqualTo("quarantined");
            assertThat(why.flips()).isEmpty();
        }
    }

    @Test
    void saysThatItWouldBeDecidedOtherwiseNow() throws Exception {
        try (Court court = court(RULES);
                Court other = court("default-rule: {mode: delete}\n")) {
            court.process(mail);
            record(court.events());
            WhyRow why = explain(other, mail.journey()).rows().getFirst().judged().orElseThrow();
            assertThat(why.again()).isFalse();
            assertThat(why.action()).isEqualTo("Quarantine");
            assertThat(why.notes().getFirst())
                    .startsWith("decided once more it comes to DeleteMessage, discarded");
        }
    }

    @Test
    void doesNotMakeUpWhatIsNotRecorded() throws Exception {
        try (Court court = court(RULES)) {
            record(List.of(judged(OTHER, "b@to.example").event()));
            WhyRow why = explain(court, OTHER).rows().getFirst().judged().orElseThrow();
            assertThat(why.again()).isFalse();
            assertThat(why.notes().getFirst()).startsWith("not all that is needed");
        }
    }

    @Test
    void saysWhyTheEdgeRefused() throws Exception {
        try (Court court = court(RULES)) {
            record(List.of(refused("rcpt", "x@to.example")));
            Answer<ExplainRow> answer = explain(court, OTHER);
            assertThat(answer.ending()).isEqualTo(Ending.done());
            assertThat(answer.rows())
                    .singleElement()
                    .satisfies(row -> {
                        assertThat(row.judged()).isEmpty();
                        assertThat(row.recipients()).containsExactly("x@to.example");
                        assertThat(row.sender()).isEqualTo("a@from.example");
                        assertThat(row.client()).isEqualTo("192.0.2.7");
                        assertThat(row.refused())
                                .contains(
                                        new ExplainRow.RefusalRow(
                                                "rcpt",
                                                "550 5.1.1 No such mailbox",
                                                "client.example"));
                    });
        }
    }

    @Test
    void aRefusalAtTheEndOfAMessageIsExplainedByItsJudgement() throws Exception {
        try (Court court = court("default-rule: {mode: reject}\n")) {
            court.process(mail);
            List<Event> events = new ArrayList<>(court.recorded);
            Event.Judged judged = (Event.Judged) events.getFirst();
            record(
                    List.of(
                            refused(judged.journey(), 1, "rcpt", "x@to.example"),
                            refused(judged.journey(), 2, "message", ""),
                            judged));
            Answer<ExplainRow> answer = explain(court, judged.journey());
            assertThat(answer.rows())
                    .extracting(row -> row.refused().map(ExplainRow.RefusalRow::command).orElse(""))
                    .containsExactly("rcpt", "");
            WhyRow why = answer.rows().getLast().judged().orElseThrow();
            assertThat(why.again()).isTrue();
            assertThat(why.fate()).isEqualTo("refused");
        }
    }

    private static Event.Refused refused(String command, String recipient) {
        return refused(OTHER, 1, command, recipient);
    }

    private static Event.Refused refused(
            JourneyId journey, int sequence, String command, String recipient) {
        return new Event.Refused(
                journey,
                sequence,
                NOON,
                "mx",
                InetAddress.ofLiteral("192.0.2.7"),
                "client.example",
                Optional.empty(),
                Optional.of(new ReversePath.Of(Mailbox.parse("a@from.example").orElseThrow())),
                Mailbox.parse(recipient),
                command,
                550,
                new EnhancedStatusCode(5, 1, 1),
                "No such mailbox");
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense, is no journey id",
        "019a0000-0000-7000-8000-000000000001, nothing is recorded of"
    })
    void namesWhatIsNotThere(String journey, String words) throws Exception {
        try (Court court = court(RULES)) {
            record(List.of());
            Ending ending = explain(commands(court, _ -> Optional.empty()), journey).ending();
            assertThat(ending.status()).isEqualTo(Ending.Status.NOT_FOUND);
            assertThat(ending.text()).contains(words);
        }
    }

    @Test
    void aJourneyThatWasNotJudgedSaysSo() throws Exception {
        try (Court court = court(RULES)) {
            record(List.of(new Event.SetAside(OTHER, 100_000, NOON, "unreadable")));
            assertThat(explain(court, OTHER).ending().text()).startsWith("no judgement of ");
        }
    }

    private static Answer<CheckRow> check(Court court, JudgementCommands commands, CheckArguments a)
            throws Exception {
        Answer<CheckRow> answer = ask(commands, Call.CHECK, a, "Subject: hello\n\nbody\n");
        assertThat(court.batches).isEmpty();
        assertThat(court.recorded).isEmpty();
        assertThat(court.copies).isEmpty();
        assertThat(court.openDrafts()).isZero();
        return answer;
    }

    private static CheckArguments arguments(String from, String ip, long octets, String... to) {
        return new CheckArguments(
                from,
                List.of(to),
                ip.isEmpty() ? Optional.empty() : Optional.of(ip),
                Optional.empty(),
                Optional.empty(),
                octets);
    }

    private Answer<CheckRow> check(CheckArguments arguments) throws Exception {
        try (Court court = court(RULES)) {
            return check(court, commands(court, inForce(court)), arguments);
        }
    }

    @Test
    void saysWhatWouldBecomeOfAMessage() throws Exception {
        Answer<CheckRow> answer =
                check(arguments("", "192.0.2.1", 20, "b@to.example", "c@ours.example"));
        assertThat(answer.ending()).isEqualTo(Ending.done());
        assertThat(answer.rows()).hasSize(2);
        CheckRow row = answer.rows().getFirst();
        assertThat(row.recipients()).containsExactly("b@to.example");
        assertThat(row.reply()).startsWith("250 ");
        assertThat(row.copies())
                .containsExactly("the original to backup", "the original to quarantine");
        assertThat(row.edits()).isEmpty();
        assertThat(row.why().fate()).isEqualTo("quarantined");
        assertThat(row.why().rule().name()).isEqualTo("Strict");
        assertThat(answer.rows().getLast().why().rule().name()).isEqualTo("Default");
    }

    @Test
    void takesNoMessageThatIsTooLarge() throws Exception {
        assertThat(check(arguments("", "", 65_537, "b@to.example")).ending().text())
                .isEqualTo("the message has 65537 octets, and limits.message-octets is 65536");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a@b.example a@b.example a@b.example"})
    void takesAsManyRecipientsAsASession(String to) throws Exception {
        String[] recipients = to.isEmpty() ? new String[0] : to.split(" ", -1);
        assertThat(check(arguments("", "", 20, recipients)).ending().text())
                .isEqualTo("there must be 1 to 2 recipients");
    }

    @ParameterizedTest
    @CsvSource({"x, '', b@to.example", "'', 1.2.3, b@to.example", "'', '', b@"})
    void saysThatAnAddressIsNone(String from, String ip, String to) throws Exception {
        assertThat(check(arguments(from, ip, 20, to)).ending())
                .isEqualTo(Ending.failed("an address is not understood"));
    }
}
