package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.Notify;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.Ret;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Kept;
import dev.mailwarden.message.KeptId;
import dev.mailwarden.message.Outcome;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Route;
import dev.mailwarden.spool.Frame;
import dev.mailwarden.spool.StoredContent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueueRecordsTest {

    private static final String[] HOSTILE = {
        "a",
        "\"quoted @ part\"",
        "\u00e4\u00f6\ud83d\ude00",
        "%n%s${x}",
        "x".repeat(128),
        "'; --",
        "\\\\"
    };

    private final Random random = new Random(5321);

    @Test
    void whatIsWrittenIsRead() {
        for (int i = 0; i < 2_000; i++) {
            List<QueueRecord> records =
                    List.of(
                            accepted(1 + random.nextInt(5)),
                            new QueueRecord.Ended(
                                    journey(), any(Outcome.values()), some(20), random.nextInt()),
                            new QueueRecord.Deferred(
                                    journey(),
                                    some(20),
                                    random.nextInt(),
                                    Instant.ofEpochMilli(random.nextLong(1L << 45)),
                                    random.nextInt(),
                                    any(HOSTILE)),
                            new QueueRecord.Held(
                                    journey(),
                                    some(20),
                                    any(HoldCause.values()),
                                    Instant.ofEpochMilli(random.nextLong(1L << 45)),
                                    random.nextInt(),
                                    any(HOSTILE)),
                            new QueueRecord.Released(journey(), some(20), random.nextInt()),
                            new QueueRecord.Warned(journey(), some(20), random.nextInt()),
                            new QueueRecord.Copied(copy()),
                            new QueueRecord.Entered(copy().name()),
                            new QueueRecord.Ahead(journey()),
                            new QueueRecord.Complete(journey()),
                            new QueueRecord.Redirected(
                                    journey(), some(20), route(), random.nextInt()));
            assertSame(read(QueueRecords.encode(records)), records);
        }
    }

    @Test
    void aThousandRecipientsWithLongParametersFitIntoAFrame() {
        QueueRecord.Accepted record = accepted(1_000);
        byte[] octets = QueueRecords.encode(record);
        assertSame(read(octets), List.of(record));
        assertThat(octets.length).isLessThan(Frame.MAX_RECORDS);
    }

    @Test
    void aRecordOfATypeThatIsNotKnownIsNotPassedOver() {
        byte[] ours = QueueRecords.encode(accepted(1));
        byte[] both = Arrays.copyOf(new byte[] {77, 3, 0, 0, 0, 1, 2, 3}, 8 + ours.length);
        System.arraycopy(ours, 0, both, 8, ours.length);
        assertThatThrownBy(() -> QueueRecords.understand(ByteBuffer.wrap(both)))
                .isInstanceOf(NewerRecordException.class)
                .hasMessageContaining("type 77");
    }

    @Test
    void whatCannotBeUnderstoodIsNoSurprise() {
        byte[] octets = QueueRecords.encode(accepted(3));
        for (int i = 0; i < octets.length; i++) {
            byte[] changed = octets.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            if (i > 0) { // or it is a record of another type
                QueueRecords.understand(ByteBuffer.wrap(changed));
            }
            QueueRecords.understand(ByteBuffer.wrap(octets, 0, i));
        }
        assertThat(QueueRecords.understand(ByteBuffer.wrap(octets, 0, octets.length - 1)))
                .isEmpty();
    }

    private static List<QueueRecord> read(byte[] octets) {
        return QueueRecords.decode(ByteBuffer.wrap(octets));
    }

    /** The fingerprint's array has no equality of its own; its octets are compared as written. */
    private static void assertSame(List<QueueRecord> read, List<QueueRecord> written) {
        assertThat(QueueRecords.encode(read)).isEqualTo(QueueRecords.encode(written));
        assertThat(read.stream().map(QueueRecordsTest::plain).toList())
                .isEqualTo(written.stream().map(QueueRecordsTest::plain).toList());
    }

    private static Object plain(QueueRecord record) {
        return record instanceof QueueRecord.Accepted accepted
                ? List.of(
                        accepted.journey(),
                        accepted.at(),
                        accepted.variants().stream().map(QueueRecordsTest::plain).toList(),
                        accepted.envelope(),
                        accepted.origin(),
                        accepted.sequence())
                : record;
    }

    private static Object plain(QueueRecord.Variant variant) {
        QueueRecord.ContentShape content = variant.content();
        return List.of(
                content.length(),
                content.facts(),
                content.blob(),
                content.offset(),
                content.digest().crc32c(),
                variant.pending());
    }

    private Route.Fixed route() {
        var name = coin() ? "inner.example" : "[IPv6:2001:db8::1]";
        var host = new Route.Host(new Domain(name), random.nextInt(1, 65_536), coin());
        return new Route.Fixed(List.of(host), any(Route.TlsPolicy.values()));
    }

    private QueueRecord.Accepted accepted(int recipients) {
        List<Recipient> all = new ArrayList<>();
        for (int i = 0; i < recipients; i++) {
            all.add(new Recipient(mailbox(), rcpt()));
        }
        boolean split = coin();
        List<Integer> pending =
                IntStream.range(0, recipients)
                        .filter(i -> i == 0 || random.nextBoolean())
                        .boxed()
                        .toList();
        List<Integer> others =
                IntStream.range(0, recipients).filter(i -> !pending.contains(i)).boxed().toList();
        List<QueueRecord.Variant> variants =
                split
                        ? List.of(variant(pending, true), variant(others, true))
                        : List.of(variant(pending, false));
        return new QueueRecord.Accepted(
                journey(),
                Instant.ofEpochMilli(random.nextLong(1L << 45)),
                new Envelope(
                        coin() ? new ReversePath.Null() : new ReversePath.Of(mailbox()),
                        parameters(),
                        all),
                coin() ? Arrival.Origin.INSIDE : Arrival.Origin.OUTSIDE,
                variants,
                random.nextInt(100));
    }

    private CopyShelf.Copy copy() {
        Optional<Kept.End> end =
                coin()
                        ? Optional.empty()
                        : Optional.of(
                                new Kept.End(
                                        Instant.ofEpochMilli(random.nextLong(1L << 45)),
                                        any(Kept.Way.values())));
        return new CopyShelf.Copy(
                any(CopyShelf.Store.values()),
                new Kept(
                        new KeptId(journey(), random.nextInt(10_000)),
                        Instant.ofEpochMilli(random.nextLong(1L << 45)),
                        any(HOSTILE),
                        List.of(any(HOSTILE), any(HOSTILE)),
                        "192.0.2.1",
                        any(HOSTILE),
                        any(HOSTILE),
                        "antivirus",
                        "Infected",
                        any(HOSTILE),
                        "Reject",
                        "{}",
                        random.nextLong(1L << 40),
                        end));
    }

    private QueueRecord.Variant variant(List<Integer> pending, boolean somewhere) {
        byte[] sha256 = new byte[32];
        random.nextBytes(sha256);
        var shape =
                new QueueRecord.ContentShape(
                        random.nextLong(1L << 40),
                        new StoredContent.Digest(random.nextInt(), sha256),
                        new ContentFacts(coin(), coin(), coin(), coin(), coin()),
                        coin() ? Optional.of("0123.blob") : Optional.empty(),
                        somewhere ? random.nextInt(1 << 20) : 0);
        return new QueueRecord.Variant(shape, pending);
    }

    private MailParameters parameters() {
        return new MailParameters(
                OptionalLong.empty(),
                any(BodyType.values()),
                coin(),
                coin() ? Optional.empty() : Optional.of(any(Ret.values())),
                coin() ? Optional.empty() : Optional.of("id " + any(HOSTILE)),
                false);
    }

    private RcptParameters rcpt() {
        Set<Notify> notifyOn =
                coin()
                        ? Set.of(Notify.NEVER)
                        : Arrays.stream(Notify.values())
                                .filter(n -> n != Notify.NEVER && coin())
                                .collect(Collectors.toSet());
        return new RcptParameters(
                notifyOn, coin() ? Optional.empty() : Optional.of("rfc822;" + "y".repeat(492)));
    }

    private Mailbox mailbox() {
        return Mailbox.parse(any(HOSTILE) + "@" + any("a.example", "[192.0.2.1]"))
                .orElseGet(() -> new Mailbox("plain", new Domain("b.example")));
    }

    private List<Integer> some(int most) {
        return random.ints(random.nextInt(most), 0, 1_000).boxed().toList();
    }

    private JourneyId journey() {
        return new JourneyId(random.nextLong(), random.nextLong());
    }

    private boolean coin() {
        return random.nextBoolean();
    }

    @SafeVarargs
    private <T> T any(T... values) {
        return values[random.nextInt(values.length)];
    }
}
