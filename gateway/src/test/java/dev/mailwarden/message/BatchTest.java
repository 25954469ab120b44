package dev.mailwarden.message;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.CopyShelf.Copy;
import dev.mailwarden.message.CopyShelf.Store;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A batch that would share what each of its parts ends is none. */
class BatchTest {

    private static final JourneyId JOURNEY = new JourneyId(1, 1);

    private static final Envelope ENVELOPE =
            new Envelope(
                    new ReversePath.Null(),
                    MailParameters.NONE,
                    Stream.of("a@to.example", "b@to.example")
                            .map(text -> Mailbox.parse(text).orElseThrow())
                            .map(mailbox -> new Recipient(mailbox, RcptParameters.NONE))
                            .toList());

    private final Content one = new Nothing();
    private final Content other = new Nothing();

    private static final class Nothing implements Content {

        @Override
        public long length() {
            return 0;
        }

        @Override
        public ContentFacts facts() {
            return ContentFacts.PLAIN;
        }

        @Override
        public void writeTo(OutputStream out) {
            // nothing
        }
    }

    private static Batch.Portion portion(Content content, Integer... recipients) {
        return new Batch.Portion(content, List.of(recipients));
    }

    private static Batch.Post post(long journey, Content content) {
        return new Batch.Post(new JourneyId(1, journey), ENVELOPE, content);
    }

    private static Copy copy(Store store, int variant) {
        return new Copy(
                store,
                new Kept(
                        new KeptId(JOURNEY, variant),
                        Instant.EPOCH,
                        "",
                        List.of(),
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        0,
                        Optional.empty()));
    }

    private static Batch batch(
            List<Batch.Portion> portions, List<Batch.Post> posts, List<Copy> copies) {
        return new Batch(
                JOURNEY, Arrival.Origin.OUTSIDE, ENVELOPE, portions, posts, copies, List.of());
    }

    private static void isRefused(
            List<Batch.Portion> portions, List<Batch.Post> posts, List<Copy> copies, String why) {
        assertThatThrownBy(() -> batch(portions, posts, copies))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatIsAllDifferentIsABatch() {
        assertThatCode(() ->
                        batch(
                                List.of(portion(one, 0), portion(other, 1)),
                                List.of(post(2, new Nothing()), post(3, new Nothing())),
                                List.of(
                                        copy(Store.BACKUP, 0),
                                        copy(Store.QUARANTINE, 0),
                                        copy(Store.BACKUP, 1))))
                .doesNotThrowAnyException();
    }

    @Test
    void theSameContentTwiceIsRefused() {
        isRefused(List.of(portion(one, 0), portion(one, 1)), List.of(), List.of(), "content twice");
        isRefused(List.of(portion(one, 0)), List.of(post(2, one)), List.of(), "content twice");
    }

    @Test
    void theSameJourneyTwiceIsRefused() {
        isRefused(List.of(), List.of(post(1, one)), List.of(), "journey twice");
        isRefused(List.of(), List.of(post(2, one), post(2, other)), List.of(), "journey twice");
    }

    @Test
    void theSameCopyTwiceIsRefused() {
        isRefused(
                List.of(),
                List.of(),
                List.of(copy(Store.BACKUP, 0), copy(Store.BACKUP, 0)),
                "copy twice");
    }

    @Test
    void aRecipientThatIsNotThereOrThereTwiceIsRefused() {
        isRefused(List.of(portion(one, 2)), List.of(), List.of(), "no recipient 2");
        isRefused(List.of(portion(one, -1)), List.of(), List.of(), "no recipient -1");
        isRefused(
                List.of(portion(one, 0), portion(other, 1, 0)),
                List.of(),
                List.of(),
                "recipient twice: 0");
    }
}
