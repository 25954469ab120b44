package dev.mailwarden.track;

import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.Notify;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.Ret;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.KeptId;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Status;
import dev.mailwarden.message.TlsFacts;
import dev.mailwarden.message.Verdict;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes events of every kind full of what strangers can put into them; equal for equal seeds. */
final class RandomEvents {

    /** Every kind of event; the round trip makes all of them. */
    static final int KINDS = 12;

    private static final List<String> NASTY =
            List.of(
                    "",
                    "plain",
                    "\"",
                    "\\",
                    "\\u0041",
                    "a\nb\r\nc",
                    "\u0000\u0001\u001f\u007f\u0085\u009b",
                    "\u2028\u2029\u202e\u2066\ufeff\u200f",
                    "\ud800",
                    "\udc00\ud800",
                    "x\ud83d",
                    "\ud83d\ude00",
                    "\u00e9\u0416\u4e2d\uffff",
                    "\",\"crc\":\"00000000\"}\n{\"kind\":\"position\",\"spool\":9}",
                    "\u001b[2J\u001b]0;owned\u0007");

    private static final List<String> LOCAL_PARTS =
            List.of(
                    "a",
                    "Postmaster",
                    "o'neill+x",
                    "j\u00fcrgen",
                    "\ud83d\ude00",
                    "a.b.c",
                    "x_y-z",
                    "two words",
                    "a@b");

    private final Random random;

    RandomEvents(long seed) {
        random = new Random(seed);
    }

    /** One event of the kind with this number, 0 to {@link #KINDS} - 1. */
    Event ofKind(int kind) {
        return ofKind(kind, journey(), random.nextInt(1_000));
    }

    Event ofKind(int kind, JourneyId journey, int sequence) {
        return switch (kind) {
            case 0 ->
                    new Event.Received(
                            journey,
                            sequence,
                            time(),
                            arrival(),
                            envelope(),
                            random.nextLong(Long.MAX_VALUE),
                            facts(),
                            text());
            case 1 ->
                    new Event.Refused(
                            journey,
                            sequence,
                            time(),
                            text(),
                            address(),
                            text(),
                            maybe(this::text),
                            maybe(this::path),
                            maybe(this::mailbox),
                            text(),
                            random.nextInt(400, 600),
                            status(),
                            text());
            case 2 ->
                    new Event.Delivered(
                            journey,
                            sequence,
                            time(),
                            mailboxes(),
                            hop(),
                            status(),
                            text(),
                            Duration.ofSeconds(
                                    random.nextLong(-100, 1_000_000),
                                    random.nextInt(1_000_000_000)),
                            random.nextBoolean());
            case 3 ->
                    new Event.Deferred(
                            journey,
                            sequence,
                            time(),
                            mailboxes(),
                            hop(),
                            status(),
                            text(),
                            time());
            case 4 ->
                    new Event.Bounced(
                            journey,
                            sequence,
                            time(),
                            mailboxes(),
                            hop(),
                            status(),
                            text(),
                            maybe(this::journey));
            case 5 -> new Event.Removed(journey, sequence, time(), mailboxes(), text());
            case 6 -> new Event.SetAside(journey, sequence, time(), text());
            case 7 ->
                    new Event.Held(
                            journey,
                            sequence,
                            time(),
                            mailboxes(),
                            status(),
                            text(),
                            text(),
                            maybe(this::journey));
            case 8 -> new Event.Released(journey, sequence, time(), mailboxes(), text());
            case 9 -> new Event.Redirected(journey, sequence, time(), mailboxes(), text(), text());
            case 10 ->
                    new Event.Reported(
                            journey,
                            sequence,
                            time(),
                            mailboxes(),
                            random.nextBoolean()
                                    ? Event.Reported.Told.SUCCESS
                                    : Event.Reported.Told.DELAY,
                            journey());
            case 11 -> judged(journey, sequence);
            default -> throw new IllegalArgumentException("no such kind: " + kind);
        };
    }

    private Event.Judged judged(JourneyId journey, int sequence) {
        List<Mailbox> recipients = mailboxes();
        List<Integer> places =
                IntStream.range(0, recipients.size()).mapToObj(i -> i * 2 + 1).toList();
        return new Event.Judged(
                journey,
                sequence,
                time(),
                random.nextLong(Long.MAX_VALUE),
                random.nextBoolean() ? Arrival.Origin.INSIDE : Arrival.Origin.OUTSIDE,
                random.nextBoolean() ? List.of() : mailboxes(),
                maybe(() -> mailbox().domain()).stream().collect(Collectors.toSet()),
                text(),
                text(),
                recipients,
                places,
                maybe(places::getFirst).stream().collect(Collectors.toSet()),
                text(),
                text(),
                verdict(),
                any(Action.values()),
                maybe(() -> any(ModuleName.values())),
                any(Judgement.Fate.values()),
                maybe(() ->
                                new CopyShelf.CopyName(
                                        any(CopyShelf.Store.values()),
                                        new KeptId(journey, random.nextInt(10_000))))
                        .stream()
                        .toList(),
                random.nextBoolean());
    }

    private Verdict verdict() {
        return Verdict.of(
                Stream.of(ModuleName.values())
                        .filter(_ -> random.nextBoolean())
                        .map(this::result)
                        .toList());
    }

    private ModuleResult result(ModuleName module) {
        Status status =
                any(
                        Stream.of(Status.values())
                                .filter(one -> module.has(one) && one != Status.MACROS_DETECTED)
                                .toArray(Status[]::new));
        Reason[] reasons =
                Stream.of(Reason.values()).filter(it -> it.of() == status).toArray(Reason[]::new);
        return new ModuleResult(
                module,
                status,
                reasons.length == 0 ? Optional.empty() : Optional.of(any(reasons)),
                Stream.generate(this::finding).limit(random.nextInt(4)).toList(),
                module == ModuleName.ANTIVIRUS && random.nextBoolean(),
                maybe(this::time),
                Duration.ofNanos(random.nextLong(100_000_000_000L)));
    }

    private Finding finding() {
        double weight = random.nextBoolean() ? 0 : random.nextDouble(-1000, 1000);
        return new Finding(text(), text(), text(), text(), weight, text());
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    JourneyId journey() {
        return JourneyId.of(time(), random);
    }

    Mailbox mailbox() {
        String domain = random.nextBoolean() ? "example.org" : "xn--bcher-kva.example";
        return new Mailbox(
                LOCAL_PARTS.get(random.nextInt(LOCAL_PARTS.size())) + random.nextInt(100),
                new Domain(domain));
    }

    /** Nasty pieces, and UTF-16 units thrown together without regard to pairs. */
    String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(NASTY.get(random.nextInt(NASTY.size())));
            text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
        }
        return text.toString();
    }

    private Instant time() {
        return Instant.ofEpochSecond(
                random.nextLong(-1_000_000_000L, 4_000_000_000L), random.nextInt(1_000_000_000));
    }

    private Arrival arrival() {
        return new Arrival(
                time(),
                text(),
                address(),
                random.nextInt(65_536),
                text(),
                random.nextBoolean(),
                maybe(this::text),
                random.nextBoolean() ? Arrival.Origin.INSIDE : Arrival.Origin.OUTSIDE,
                maybe(this::tls));
    }

    private Envelope envelope() {
        var parameters =
                new MailParameters(
                        random.nextBoolean()
                                ? OptionalLong.empty()
                                : OptionalLong.of(random.nextLong(Long.MAX_VALUE)),
                        random.nextBoolean() ? BodyType.SEVEN_BIT : BodyType.EIGHT_BIT_MIME,
                        random.nextBoolean(),
                        maybe(() -> random.nextBoolean() ? Ret.FULL : Ret.HDRS),
                        maybe(this::text),
                        false);
        List<Recipient> recipients =
                mailboxes().stream().map(to -> new Recipient(to, rcptParameters())).toList();
        return new Envelope(path(), parameters, recipients);
    }

    private RcptParameters rcptParameters() {
        return switch (random.nextInt(4)) {
            case 0 -> new RcptParameters(Set.of(Notify.NEVER), Optional.empty());
            case 1 -> new RcptParameters(Set.of(Notify.SUCCESS, Notify.DELAY), maybe(this::text));
            default -> RcptParameters.NONE;
        };
    }

    private ReversePath path() {
        return random.nextInt(4) == 0 ? new ReversePath.Null() : new ReversePath.Of(mailbox());
    }

    private List<Mailbox> mailboxes() {
        return Stream.generate(this::mailbox).limit(random.nextInt(1, 4)).toList();
    }

    private HopFacts hop() {
        return new HopFacts(
                text(),
                text(),
                random.nextInt(65_536),
                random.nextInt(4) > 0 ? Route.Protocol.SMTP : Route.Protocol.LMTP,
                maybe(this::tls));
    }

    private TlsFacts tls() {
        return new TlsFacts(
                text(),
                text(),
                text(),
                random.nextBoolean() ? TlsFacts.Verification.NONE : TlsFacts.Verification.PKIX);
    }

    private EnhancedStatusCode status() {
        int type = List.of(2, 4, 5).get(random.nextInt(3));
        return new EnhancedStatusCode(type, random.nextInt(1_000), random.nextInt(1_000));
    }

    private ContentFacts facts() {
        return random.nextInt(3) == 0
                ? ContentFacts.PLAIN
                : new ContentFacts(
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean());
    }

    private InetAddress address() {
        byte[] octets = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(octets);
        int from = random.nextInt(octets.length);
        for (int i = from; i < Math.min(octets.length, from + random.nextInt(12)); i++) {
            octets[i] = 0;
        }
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }
}
