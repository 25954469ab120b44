package dev.mailwarden.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.decide.Explanation;
import dev.mailwarden.mail.smtp.IpAddress;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.Edit;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import dev.mailwarden.pipeline.Rehearsal.Outcome;
import dev.mailwarden.pipeline.Rehearsal.Supposed;
import dev.mailwarden.scan.Samples;
import dev.mailwarden.scan.ScriptedModule;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would become of a message, and that nothing does. */
class RehearsalTest {

    private static final String RULES =
            """
            marking: {headers-inside: false}
            templates:
              - {name: Found, subject: "Found: %SUBJECT%", text: "%FINDING%"}
            default-rule:
              scan:
                antivirus: {infected: {action: skip, backup: true, tag: "[Bad]"}}
              blind-copies: [watch@ours.example]
              notices:
                - {of: infected, others: Found, list: [boss@ours.example]}
            """;

    private static final String MESSAGE =
            "From: a@from.example\nMessage-ID: <1@from.example>\nSubject: hello\n\nbody";

    private static ScriptedModule infected() {
        return ScriptedModule.saying(ModuleName.ANTIVIRUS, Status.INFECTED);
    }

    private static Supposed supposed(String client, Optional<String> user, String... to) {
        return new Supposed(
                new ReversePath.Of(Mailbox.parse("a@from.example").orElseThrow()),
                Stream.of(to).map(it -> Mailbox.parse(it).orElseThrow()).toList(),
                IpAddress.parse(client).orElseThrow(),
                "client.example",
                user);
    }

    private static Supposed supposed(String... to) {
        return supposed("192.0.2.7", Optional.empty(), to);
    }

    private static InputStream octets(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Outcome.Judged judged(Court court, Supposed supposed) throws Exception {
        return (Outcome.Judged) court.rehearsal().rehearse(supposed, octets(MESSAGE));
    }

    @Test
    void saysAllThatWouldBeDoneAndDoesNothing() throws Exception {
        try (Court court = Court.under(RULES, infected())) {
            Outcome.Judged judged = judged(court, supposed("b@ours.example"));
            assertThat(judged.reply().code()).isEqualTo(250);
            assertThat(judged.explanation().revision()).isEqualTo(7);
            assertThat(judged.explanation().shares())
                    .extracting(Explanation.Share::action)
                    .containsExactly(Action.SKIP);
            Judgement judgement = judged.decision().judgements().getFirst();
            assertThat(judgement.edits()).containsExactly(new Edit.TagSubject("[Bad]"));
            assertThat(judgement.blindCopies()).hasToString("[watch@ours.example]");
            assertThat(judgement.letters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.subject()).isEqualTo("Found: hello"));
            assertThat(judged.kept())
                    .singleElement()
                    .satisfies(names ->
                            assertThat(names)
                                    .extracting(CopyShelf.CopyName::store)
                                    .containsExactly(CopyShelf.Store.BACKUP));

            assertThat(court.batches).isEmpty();
            assertThat(court.copies).isEmpty();
            assertThat(court.recorded).isEmpty();
            assertThat(court.openDrafts()).isZero();
        }
    }

    @Test
    void isWhatBecomesOfTheMessage() throws Exception {
        try (Court court = Court.under("default-rule: {mode: reject}\n", infected())) {
            Outcome.Judged judged = judged(court, supposed("b@to.example"));
            assertThat(judged.reply())
                    .isEqualTo(court.process(Samples.mail(Samples.octets(MESSAGE + "\n"))));
            Event.Judged recorded = (Event.Judged) court.recorded.getFirst();
            Judgement judgement = judged.decision().judgements().getFirst();
            assertThat(judgement.fate()).isEqualTo(recorded.fate());
            assertThat(judgement.rule()).isEqualTo(recorded.rule());
        }
    }

    @Test
    void eachRecipientIsJudgedByItsOwnRule() throws Exception {
        String rules =
                """
                rules:
                  - {name: No, senders: ["*"], recipients: [no@ours.example], mode: delete}
                """;
        try (Court court = Court.under(rules)) {
            Outcome.Judged judged = judged(court, supposed("b@ours.example", "no@ours.example"));
            assertThat(judged.explanation().shares())
                    .extracting(share -> share.matched().name() + " " + share.recipients())
                    .containsExactlyInAnyOrder("Default [0]", "No [1]");
        }
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7, '', false", "198.51.100.7, '', true", "192.0.2.7, bob, true"})
    void whoIsTrustedOrHasLoggedInIsInside(String client, String user, boolean inside)
            throws Exception {
        String rules =
                """
                templates:
                  - {name: From outside, text: "from outside"}
                default-rule: {warnings: {template: From outside, of: [external-sender]}}
                """;
        try (Court court = Court.trusting("198.51.100.0/24", rules)) {
            Outcome.Judged judged =
                    judged(
                            court,
                            supposed(
                                    client,
                                    user.isEmpty() ? Optional.empty() : Optional.of(user),
                                    "b@ours.example"));
            assertThat(
                            judged.decision().judgements().getFirst().edits().stream()
                                    .anyMatch(Edit.AddText.class::isInstance))
                    .isNotEqualTo(inside);
        }
    }

    @Test
    void whatTheEdgeRefusesIsNotJudged() throws Exception {
        try (Court court = Court.under("limits: {header-octets: 16 KiB}\n")) {
            assertThat(notJudged(court, "Subject: x\n\na\rb\n")).contains("a CR without LF");
            assertThat(notJudged(court, "X: x\n".repeat(4_000) + "\nbody\n"))
                    .contains("limits.header-octets");
            assertThat(court.openDrafts()).isZero();
        }
    }

    private static String notJudged(Court court, String message) throws Exception {
        Outcome outcome = court.rehearsal().rehearse(supposed("b@ours.example"), octets(message));
        return ((Outcome.NotJudged) outcome).why();
    }

    @Test
    void nothingIsLeftWhenTheCallerGoes() {
        InputStream broken =
                new FilterInputStream(octets(MESSAGE)) {
                    @Override
                    public int read(byte[] into, int offset, int count) throws IOException {
                        throw new IOException("gone");
                    }
                };
        try (Court court = Court.under("")) {
            assertThatThrownBy(() -> court.rehearsal().rehearse(supposed("b@ours.example"), broken))
                    .hasMessage("gone");
            assertThat(court.openDrafts()).isZero();
        }
    }

    @Test
    void saysThatItWouldBePutOffWhereJudgingFails() throws Exception {
        ScriptedModule failing =
                ScriptedModule.doing(
                        ModuleName.ANTIVIRUS,
                        () -> {
                            throw new IllegalStateException("no engine");
                        });
        try (Court court = Court.under("", failing)) {
            Outcome.Judged judged = judged(court, supposed("b@ours.example"));
            assertThat(judged.reply().code()).isEqualTo(451);
            assertThat(judged.decision().judgements())
                    .extracting(Judgement::fate)
                    .isEqualTo(List.of(Judgement.Fate.PUT_OFF));
        }
    }
}
