package dev.mailwarden.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.act.MemoryIntake;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.MailReply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every status of every module × every action × Backup × tag × notifications × mixes of recipients:
 * octets, reply, copies, events and letters are what {@link Expected} says.
 */
class JudgementMatrixTest {

    /** So that the matrix cannot shrink unseen. */
    private static final int LEAST = 5_500;

    private static final Pattern REASON = Pattern.compile("because [a-z ,]+ \\(found\\)");

    private static final Pattern SUBJECT = Pattern.compile("(?m)^Subject: (.*)$");

    @Test
    void whateverModulesSayEveryoneGetsWhatTheirRuleSays() throws Exception {
        int cells = 0;
        List<String> wrong = new ArrayList<>();
        for (Cell cell : Cell.all()) {
            try (Court court = Court.under(cell.settings(), cell.scripted())) {
                for (Audience audience : Audience.values()) {
                    Expected expected = Expected.of(cell, audience);
                    try {
                        check(court, expected);
                    } catch (AssertionError e) {
                        wrong.add(cell + " " + audience + "\n" + e.getMessage());
                    }
                    cells++;
                }
            }
        }
        assertThat(wrong.stream().limit(5).collect(Collectors.joining("\n\n")))
                .as("%d of %d cells", wrong.size(), cells)
                .isEmpty();
        assertThat(cells).isGreaterThanOrEqualTo(LEAST);
    }

    private static void check(Court court, Expected expected) throws InterruptedException {
        Audience audience = expected.audience();
        List<String> recipients = new ArrayList<>(audience.underTheRule());
        recipients.addAll(audience.underAnother());
        InboundMail mail =
                Court.mail(
                        Expected.ORIGINAL,
                        audience.origin(),
                        audience.eachIsTold(),
                        recipients.toArray(String[]::new));
        court.forget();

        MailReply answer = court.answer(mail);

        assertThat(shown(answer.whole())).isEqualTo(expected.reply());
        assertThat(answer.each().stream().map(JudgementMatrixTest::shown))
                .containsExactlyElementsOf(expected.replies());
        List<Event> events = checkCommit(court, expected, mail);
        checkJudged(mail, expected, events);
        assertThat(court.openDrafts()).isZero();
    }

    private static String shown(Reply reply) {
        return reply.code() + " " + reply.status();
    }

    private static List<Event> checkCommit(Court court, Expected expected, InboundMail mail) {
        boolean commits =
                expected.isTaken() || !expected.copies().isEmpty() || !expected.posts().isEmpty();
        if (!commits) {
            assertThat(court.batches).isEmpty();
            assertThat(court.copies).isEmpty();
            return court.recorded;
        }
        assertThat(court.recorded).isEmpty();
        assertThat(court.batches).hasSize(1);
        Batch batch = court.batches.getFirst();
        assertThat(batch.journey()).isEqualTo(mail.journey());
        assertThat(batch.envelope()).isEqualTo(mail.envelope());
        assertThat(delivered(batch)).isEqualTo(expected.delivered(mail.journey().toString()));
        checkCopies(court, batch, expected, mail);
        checkPosts(batch, expected);
        assertThat(batch.events().getFirst() instanceof Event.Received)
                .isEqualTo(expected.isTaken());
        return batch.events();
    }

    /** {@return the message of each recipient, its lines ending in LF, our fields in order} */
    private static Map<String, String> delivered(Batch batch) {
        Map<String, String> delivered = new TreeMap<>();
        for (Batch.Portion portion : batch.portions()) {
            String text = MemoryIntake.text(portion.content());
            List<String> lines = Arrays.asList(text.split("(?<=\n)", -1));
            List<String> ours =
                    lines.stream().takeWhile(line -> line.startsWith("X-Mailwarden-")).toList();
            String sorted =
                    ours.stream().sorted().collect(Collectors.joining())
                            + String.join("", lines.subList(ours.size(), lines.size()));
            for (int place : portion.recipients()) {
                delivered.put(
                        batch.envelope().recipients().get(place).mailbox().toString(),
                        REASON.matcher(sorted).replaceAll("because REASON (found)"));
            }
        }
        return delivered;
    }

    private static void checkCopies(Court court, Batch batch, Expected expected, InboundMail mail) {
        List<String> copies =
                batch.copies().stream()
                        .map(copy ->
                                "%s %s %s %s"
                                        .formatted(
                                                copy.store(),
                                                copy.kept().recipients(),
                                                copy.kept().rule(),
                                                copy.kept().status()))
                        .toList();
        assertThat(copies).containsExactlyInAnyOrderElementsOf(expected.copies());
        assertThat(court.copies.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        batch.copies().stream().map(CopyShelf.Copy::name).toList());
        String original = Expected.ORIGINAL.replace("\n", "\r\n");
        assertThat(court.copies.values()).allMatch(original::equals);
        for (CopyShelf.Copy copy : batch.copies()) {
            assertThat(copy.kept().octets()).isEqualTo(mail.content().length());
            assertThat(copy.kept().sender()).isEqualTo("a@from.example");
            assertThat(copy.kept().end().isPresent())
                    .isEqualTo(copy.store() == CopyShelf.Store.QUARANTINE);
        }
    }

    private static void checkPosts(Batch batch, Expected expected) {
        List<String> posts = new ArrayList<>();
        for (Batch.Post post : batch.posts()) {
            assertThat(post.envelope().reversePath()).isEqualTo(new ReversePath.Null());
            String text = MemoryIntake.text(post.content());
            var subject = SUBJECT.matcher(text);
            assertThat(subject.find()).isTrue();
            List<String> to =
                    post.envelope().recipients().stream()
                            .map(recipient -> recipient.mailbox().toString())
                            .sorted()
                            .toList();
            posts.add(to + " " + subject.group(1));
            boolean original = text.contains(Expected.ORIGINAL.strip());
            boolean others = to.equals(List.of("watch@open.example"));
            boolean blind = to.equals(List.of("blind@open.example"));
            assertThat(original).as(text).isEqualTo(others || blind);
            assertThat(text.equals(Expected.ORIGINAL)).isEqualTo(blind);
        }
        assertThat(posts).containsExactlyInAnyOrderElementsOf(expected.posts());
        List<JourneyId> told =
                batch.events().stream()
                        .filter(Event.Received.class::isInstance)
                        .map(Event::journey)
                        .filter(journey -> !journey.equals(batch.journey()))
                        .toList();
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(
                        batch.posts().stream().map(Batch.Post::journey).toList());
    }

    private static void checkJudged(InboundMail mail, Expected expected, List<Event> events) {
        List<String> told = new ArrayList<>();
        int sequence = Event.Judged.FIRST_SEQUENCE;
        for (Event event : events) {
            if (event instanceof Event.Judged judged) {
                assertThat(judged.journey()).isEqualTo(mail.journey());
                assertThat(judged.sequence()).isEqualTo(sequence++);
                assertThat(judged.revision()).isEqualTo(7);
                told.add(
                        "%s %s %s %s kept %d"
                                .formatted(
                                        judged.recipients(),
                                        judged.ruleName(),
                                        judged.action(),
                                        judged.fate(),
                                        judged.kept().size()));
                boolean own = judged.rule().equals("default");
                assertThat(judged.verdict().results().keySet())
                        .isEqualTo(own ? Set.of(expected.cell().module()) : Set.of());
                assertThat(judged.decidedBy())
                        .isEqualTo(own ? expected.decider() : Optional.empty());
            }
        }
        assertThat(told).containsExactlyElementsOf(expected.judged());
    }
}
