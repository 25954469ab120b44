package dev.mailwarden.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.mail.mime.Message;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Edit;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.Letter;
import dev.mailwarden.message.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Judgements made into what leaves. */
class DispatchTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Domain HOST = Domain.parse("mx.ours.example").orElseThrow();
    private static final Edit TAG = new Edit.TagSubject("[Spam]");
    private static final Edit NOTE = new Edit.AddText(".note \u00fc", "", false);

    private final MemoryIntake intake = new MemoryIntake();
    private final Dispatch dispatch =
            new Dispatch(
                    intake,
                    HOST,
                    () -> new Mailbox("postmaster", HOST),
                    () -> NOW,
                    new SplittableRandom(1));

    private static Mailbox mailbox(String local) {
        return new Mailbox(local, HOST);
    }

    private static InboundMail mail(String text) {
        boolean eightBit = text.chars().anyMatch(c -> c > 0x7f);
        var facts = new ContentFacts(false, false, eightBit, false, true);
        var content = new MemoryIntake.Memory(text.replace("\n", "\r\n"), facts);
        List<Mailbox> to = List.of(mailbox("a"), mailbox("b"), mailbox("c"), mailbox("d"));
        return new InboundMail(
                JourneyId.of(NOW, new SplittableRandom(2)),
                Arrival.ofOurOwn(NOW, HOST),
                Envelope.ofOurOwn(BodyType.EIGHT_BIT_MIME, false, to),
                content,
                "<id@a.example>");
    }

    private Outgoing write(InboundMail mail, Judgement... judgements) throws IOException {
        Budget budget = Budget.open(Limits.DEFAULT, () -> 0, Duration.ofMinutes(1));
        String text = ((MemoryIntake.Memory) mail.content()).text();
        Message tree = Message.parse(Octets.of(text.getBytes(StandardCharsets.ISO_8859_1)), budget);
        return dispatch.write(mail, () -> tree, List.of(judgements), budget);
    }

    private static Judgement judgement(
            Judgement.Fate fate,
            List<Integer> recipients,
            List<Edit> edits,
            Set<Mailbox> blind,
            List<Letter> letters) {
        return new Judgement(
                "rule",
                "Rule",
                recipients,
                Verdict.NONE,
                Action.SKIP,
                Optional.empty(),
                fate,
                false,
                edits,
                blind,
                letters);
    }

    private static Judgement delivered(List<Integer> recipients, Edit... edits) {
        return judgement(Judgement.Fate.DELIVERED, recipients, List.of(edits), Set.of(), List.of());
    }

    @Test
    void whoeverGetsTheSameSharesAPortion() throws IOException {
        InboundMail mail = mail("Subject: s\n\nbody\n");
        try (Outgoing outgoing =
                write(
                        mail,
                        delivered(List.of(0), TAG),
                        delivered(List.of(1)),
                        delivered(List.of(3), TAG),
                        judgement(
                                Judgement.Fate.QUARANTINED,
                                List.of(2),
                                List.of(),
                                Set.of(),
                                List.of()))) {
            assertThat(outgoing.portions()).hasSize(2);
            Batch.Portion tagged = outgoing.portions().getFirst();
            assertThat(tagged.recipients()).containsExactly(0, 3);
            assertThat(MemoryIntake.text(tagged.content()))
                    .isEqualTo("Subject: [Spam] s\n\nbody\n");
            Batch.Portion plain = outgoing.portions().getLast();
            assertThat(plain.recipients()).containsExactly(1);
            assertThat(plain.content()).isSameAs(mail.content());
            assertThat(outgoing.posts()).isEmpty();
            assertThat(outgoing.events()).isEmpty();
        }
        assertThat(intake.open).isZero();
    }

    @Test
    void editsThatChangeNothingLeaveTheVerySameContent() throws IOException {
        InboundMail mail = mail("Subject: [Spam] s\n\nbody\n");
        try (Outgoing outgoing =
                write(
                        mail,
                        delivered(List.of(0), TAG),
                        delivered(List.of(1)),
                        delivered(List.of(2), new Edit.DeleteFamily("X-None-")),
                        delivered(List.of(3), new Edit.DeleteFields("X-None")))) {
            assertThat(outgoing.portions()).hasSize(1);
            assertThat(outgoing.portions().getFirst().content()).isSameAs(mail.content());
            assertThat(outgoing.portions().getFirst().recipients()).containsExactly(0, 1, 2, 3);
        }
        assertThat(intake.open).isZero();
    }

    @Test
    void everyEditIsMadeAndTheFactsAreThoseOfTheResult() throws IOException {
        InboundMail mail =
                mail(
                        """
                        DKIM-Signature: v=1; h=from
                        X-Old: 1
                        Content-Type: multipart/mixed; boundary=m

                        --m
                        Content-Type: text/plain; charset=utf-8
                        Content-Transfer-Encoding: 8bit

                        Hello
                        --m
                        Content-Type: a/b

                        bad
                        --m
                        Content-Type: a/c

                        c
                        --m--
                        """);
        try (Outgoing outgoing =
                write(
                        mail,
                        delivered(
                                List.of(0),
                                new Edit.RemovePart("1.2", "gone"),
                                new Edit.AddPartField("1.3", "X-Part", "seen"),
                                NOTE,
                                new Edit.AddField("X-Top", "1"),
                                new Edit.DeleteFields("X-Old"),
                                new Edit.SetField("X-End", "2")),
                        delivered(List.of(1), new Edit.AddField("X-Top", "1")))) {
            Batch.Portion portion = outgoing.portions().getFirst();
            assertThat(MemoryIntake.text(portion.content()))
                    .startsWith("X-Top: 1\nDKIM-Signature: v=1; h=from\nContent-Type")
                    .contains(
                            "boundary=m\nX-End: 2\n\n--m",
                            "Hello\n\n.note \u00c3\u00bc\n--m",
                            "gone\n--m\nX-Part: seen\nContent-Type: a/c")
                    .doesNotContain("X-Old", "bad");
            assertThat(portion.content().facts())
                    .isEqualTo(new ContentFacts(true, false, true, false, true));
            assertThat(outgoing.signaturesBroken()).containsExactly(0);
        }
    }

    @Test
    void aLetterGoesWithTheOriginalAsItIs() throws IOException {
        InboundMail mail = mail("Subject: s\n\n\u00fc\n");
        Letter letter =
                new Letter(
                        Set.of(mailbox("x"), mailbox("y")),
                        "Gefunden: \u00fc",
                        "Text \u00fc",
                        "<b>Text</b>",
                        true);
        Judgement told =
                judgement(
                        Judgement.Fate.DISCARDED,
                        List.of(0, 1, 2, 3),
                        List.of(),
                        Set.of(),
                        List.of(letter, letter));
        try (Outgoing outgoing = write(mail, told)) {
            assertThat(outgoing.portions()).isEmpty();
            Batch.Post post = outgoing.posts().getFirst();
            assertThat(outgoing.posts()).hasSize(1);
            assertThat(post.envelope().reversePath()).isEqualTo(new ReversePath.Null());
            assertThat(post.envelope().recipients()).hasSize(2);
            assertThat(post.envelope().parameters().body()).isEqualTo(BodyType.EIGHT_BIT_MIME);
            String text = MemoryIntake.text(post.content());
            assertThat(text)
                    .startsWith(
                            "Date: Sun, 1 Mar 2026 12:00:00 +0000\nFrom: Mailwarden <postmaster@")
                    .contains(
                            "\nTo: <x@mx.ours.example>, <y@mx.ours.example>\n",
                            "\nMessage-ID: <" + post.journey() + "@mx.ours.example>\n",
                            "\nAuto-Submitted: auto-generated\n",
                            "\nContent-Type: multipart/alternative;",
                            """
                            Content-Type: message/rfc822
                            Content-Transfer-Encoding: 8bit
                            Content-Disposition: attachment

                            Subject: s

                            \u00fc

                            --\
                            """);
            assertThat(outgoing.events()).hasSize(1);
            Event.Received event = (Event.Received) outgoing.events().getFirst();
            assertThat(event.journey()).isEqualTo(post.journey());
            assertThat(event.octets()).isEqualTo(post.content().length());
        }
        assertThat(intake.open).isZero();
    }

    @Test
    void aShortLetterIsPlainText() throws IOException {
        Letter letter = new Letter(Set.of(mailbox("x")), "s\r\nBcc: z", "Text", "", false);
        Judgement told =
                judgement(
                        Judgement.Fate.DELIVERED, List.of(0), List.of(), Set.of(), List.of(letter));
        try (Outgoing outgoing = write(mail("Subject: s\n\nbody\n"), told)) {
            String text = MemoryIntake.text(outgoing.posts().getFirst().content());
            assertThat(text)
                    .contains("\nSubject: s Bcc: z\n")
                    .endsWith("Content-Disposition: inline\n\nText\n")
                    .doesNotContain("multipart");
            assertThat(outgoing.posts().getFirst().envelope().parameters().body())
                    .isEqualTo(BodyType.SEVEN_BIT);
        }
    }

    @Test
    void blindCopiesAreTheOriginalWithTheNullReversePath() throws IOException {
        InboundMail mail = mail("Subject: s\n\nbody\n");
        Judgement first =
                judgement(
                        Judgement.Fate.DELIVERED,
                        List.of(0),
                        List.of(TAG),
                        Set.of(mailbox("w"), mailbox("x")),
                        List.of());
        Judgement second =
                judgement(
                        Judgement.Fate.DISCARDED,
                        List.of(1),
                        List.of(),
                        Set.of(mailbox("x")),
                        List.of());
        try (Outgoing outgoing = write(mail, first, second)) {
            assertThat(outgoing.posts()).hasSize(1);
            Batch.Post copy = outgoing.posts().getFirst();
            assertThat(copy.content()).isEqualTo(mail.content()).isNotSameAs(mail.content());
            assertThat(copy.envelope().reversePath()).isEqualTo(new ReversePath.Null());
            assertThat(copy.envelope().recipients().stream().map(each -> each.mailbox().toString()))
                    .containsExactly("w@mx.ours.example", "x@mx.ours.example");
            assertThat(copy.journey()).isNotEqualTo(mail.journey());
        }
    }

    @Test
    void nothingIsLeftBehindWhenThereIsNoRoom() {
        intake.room = 1;
        assertThatThrownBy(() ->
                        write(
                                mail("Subject: s\n\nbody\n"),
                                delivered(List.of(0), TAG),
                                delivered(List.of(1), NOTE)))
                .isInstanceOf(IOException.class);
        assertThat(intake.open).isZero();
    }
}
