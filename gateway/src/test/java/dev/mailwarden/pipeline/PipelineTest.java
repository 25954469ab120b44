package dev.mailwarden.pipeline;

import static dev.mailwarden.scan.Samples.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.act.MemoryIntake;
import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.Acceptance;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Status;
import dev.mailwarden.scan.Samples;
import dev.mailwarden.scan.ScriptedModule;
import dev.mailwarden.storage.StorageException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** From the final dot to the reply. */
class PipelineTest {

    private static final String PLAIN =
            """
            marking: {headers-inside: false}
            """;

    private static final String QUARANTINE =
            PLAIN
                    + """
                    default-rule:
                      scan:
                        antivirus: {infected: {action: quarantine, backup: true}}
                    """;

    private final InboundMail mail = Samples.mail(octets("Subject: hello\n\nbody\n"));

    private InboundMail to(String... recipients) {
        var parameters =
                new MailParameters(
                        OptionalLong.empty(),
                        BodyType.SEVEN_BIT,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        true);
        return new InboundMail(
                mail.journey(),
                mail.arrival(),
                new Envelope(
                        mail.envelope().reversePath(),
                        parameters,
                        Stream.of(recipients)
                                .map(it -> Mailbox.parse(it).orElseThrow())
                                .map(it -> new Recipient(it, RcptParameters.NONE))
                                .toList()),
                mail.content(),
                mail.messageId());
    }

    private static ScriptedModule infected() {
        return ScriptedModule.saying(ModuleName.ANTIVIRUS, Status.INFECTED);
    }

    @Test
    void says250OnlyAfterTheCommitReturned() throws Exception {
        boolean[] committed = {false};
        try (Court court = Court.under(PLAIN)) {
            court.accept(_ -> committed[0] = true);
            assertThat(court.process(mail).code()).isEqualTo(250);
            assertThat(committed[0]).isTrue();
        }
    }

    @Test
    void says451WhateverGoesWrong() throws Exception {
        Acceptance unwritable =
                _ -> {
                    throw new IOException("disk");
                };
        Acceptance surprised =
                _ -> {
                    throw new IllegalStateException("surprise");
                };
        Acceptance exhausted =
                _ -> {
                    throw new StackOverflowError("too deep");
                };
        try (Court court = Court.under(PLAIN)) {
            court.accept(unwritable);
            assertThat(court.process(mail).code()).isEqualTo(451);
            court.accept(surprised);
            assertThat(court.process(mail).code()).isEqualTo(451);
            court.accept(exhausted);
            assertThat(court.process(mail).code()).isEqualTo(451);
            assertThat(court.openDrafts()).isZero();
        }
    }

    @Test
    void saysNothingWhenInterrupted() {
        Acceptance interrupted =
                _ -> {
                    throw new InterruptedException();
                };
        try (Court court = Court.under(PLAIN)) {
            court.accept(interrupted);
            assertThatThrownBy(() -> court.process(mail)).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void whatNobodyAsksAboutIsCommittedAsItCame() throws Exception {
        try (Court court = Court.under(PLAIN)) {
            assertThat(court.process(mail).code()).isEqualTo(250);
            assertThat(court.batches)
                    .singleElement()
                    .satisfies(batch -> {
                        assertThat(batch.portions())
                                .singleElement()
                                .satisfies(portion ->
                                        assertThat(portion.content()).isSameAs(mail.content()));
                        assertThat(batch.events())
                                .hasExactlyElementsOfTypes(
                                        Event.Received.class, Event.Judged.class);
                        assertThat(batch.copies()).isEmpty();
                    });
        }
    }

    @Test
    void whatIsQuarantinedIsInItsStoreBeforeTheReplyAndInNoQueue() throws Exception {
        try (Court court = Court.under(QUARANTINE, infected())) {
            assertThat(court.process(mail).code()).isEqualTo(250);
            assertThat(court.copies)
                    .hasSize(2)
                    .allSatisfy((_, body) -> assertThat(body).contains("hello"));
            assertThat(court.batches)
                    .singleElement()
                    .satisfies(batch -> {
                        assertThat(batch.portions()).isEmpty();
                        assertThat(batch.copies())
                                .extracting(CopyShelf.Copy::store)
                                .containsExactly(
                                        CopyShelf.Store.BACKUP, CopyShelf.Store.QUARANTINE);
                        assertThat(batch.copies().getLast().kept().end()).isPresent();
                        assertThat(batch.copies().getFirst().kept().end()).isEmpty();
                        assertThat(batch.copies().getFirst().kept().verdict()).contains("Infected");
                    });
        }
    }

    @Test
    void aCopyThatCannotBeKeptTurnsTheReplyInto4yz() throws Exception {
        try (Court court = Court.under(QUARANTINE, infected())) {
            court.noShelf = Optional.of(new StorageException(StorageException.Reason.FULL, "full"));
            assertThat(court.process(mail).code()).isEqualTo(452);
            court.noShelf =
                    Optional.of(new StorageException(StorageException.Reason.LOCKED, "locked"));
            assertThat(court.process(mail).code()).isEqualTo(451);
            assertThat(court.batches).isEmpty();
            assertThat(court.copies).isEmpty();
        }
    }

    @Test
    void whatIsRefusedIsRecordedThoughNothingIsCommitted() throws Exception {
        try (Court court = Court.under("default-rule: {mode: reject}\n", infected())) {
            assertThat(court.process(mail).code()).isEqualTo(550);
            assertThat(court.batches).isEmpty();
            assertThat(court.recorded)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Event.Judged.class,
                            judged -> assertThat(judged.revision()).isEqualTo(7));
        }
    }

    @Test
    void marksAreWrittenIntoWhatIsDelivered() throws Exception {
        try (Court court =
                Court.under(
                        PLAIN
                                + """
                                default-rule:
                                  scan:
                                    antivirus: {infected: {action: skip, tag: "[Bad]"}}
                                """,
                        infected())) {
            assertThat(court.process(mail).code()).isEqualTo(250);
            assertThat(MemoryIntake.text(court.batches.getFirst().portions().getFirst().content()))
                    .isEqualTo("Subject: [Bad] hello\n\nbody\n");
            assertThat(court.openDrafts()).isZero();
        }
    }

    @Test
    void withPrdrEachRecipientIsAnsweredByItsOwnRule() throws Exception {
        String rules =
                PLAIN
                        + """
                        rules:
                          - {name: No, senders: ["*"], recipients: [no@to.example], mode: reject}
                        """;
        InboundMail both = to("yes@to.example", "no@to.example");
        try (Court court = Court.under(rules)) {
            assertThat(court.answer(both).each()).extracting(Reply::code).containsExactly(250, 550);
            assertThat(court.batches)
                    .singleElement()
                    .satisfies(batch ->
                            assertThat(batch.portions())
                                    .singleElement()
                                    .satisfies(portion ->
                                            assertThat(portion.recipients()).containsExactly(0)));
            assertThat(court.copies).isEmpty();
        }
        try (Court court = Court.under(rules)) {
            InboundMail refused = to("no@to.example", "no@to.example");
            assertThat(court.answer(refused).each()).isEmpty();
            assertThat(court.answer(refused).whole().code()).isEqualTo(550);
            assertThat(court.batches).isEmpty();
        }
    }

    @Test
    void aModuleThatFailsPutsMailOffAsItsRuleSays() throws Exception {
        ScriptedModule failing =
                ScriptedModule.doing(
                        ModuleName.ANTIVIRUS,
                        () -> {
                            throw new IllegalStateException("no engine");
                        });
        try (Court court = Court.under(PLAIN, failing)) {
            assertThat(court.process(mail).code()).isEqualTo(451);
            assertThat(court.batches).isEmpty();
            assertThat(court.recorded).hasSize(1);
        }
    }
}
