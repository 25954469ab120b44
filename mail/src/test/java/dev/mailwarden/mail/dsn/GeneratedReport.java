package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.OriginalRecipient;
import dev.mailwarden.mail.smtp.Ret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Reports of our own, of all kinds, as chance has it. */
final class GeneratedReport {

    private static final long FIRST = Instant.parse("1995-01-01T00:00:00Z").getEpochSecond();
    private static final int SECONDS = Integer.MAX_VALUE;

    private static final List<String> MAILBOXES =
            List.of(
                    "user@example.org",
                    "user+tag=x@mx.example.org",
                    "\"a b\"@example.org",
                    "\"a;b (c) \\\"d\\\" <e@f>\"@example.org",
                    "x@[192.0.2.1]",
                    "x@[IPv6:2001:db8::1]",
                    "\u4f60\u597d@example.org",
                    "u\u0308ber@xn--exmple-cua.org",
                    "o'neil/dept%gate!host@example.org");

    private static final List<String> ORIGINALS =
            List.of(
                    "rfc822;user@example.org",
                    "rfc822;user+2Btag+3D1@example.org",
                    "rfc822;+22a+20b+22@example.org",
                    "x400;/C=de/S=meier",
                    "utf-8;\\x{4F60}\\x{597D}@example.org",
                    "utf-8;plain@example.org");

    private final Random random;

    GeneratedReport(Random random) {
        this.random = random;
    }

    DeliveryReport next() {
        List<ReportedRecipient> recipients =
                Stream.generate(this::recipient).limit(random.nextInt(1, 5)).toList();
        String subject = random.nextBoolean() ? "lunch" : "Mittag f\u00fcr alle";
        String message =
                """
                From: user@example.org
                Subject: %s

                Final-Recipient: rfc822;trap@example.org
                Action: failed
                Status: 5.9.9

                --=_abc.1_0
                Unknown user: trap@example.org
                """
                        .formatted(subject)
                        .replace("\n", "\r\n");
        return new DeliveryReport(
                domain("mx" + random.nextInt(100) + ".example"),
                mailbox("MAILER-DAEMON@mx.example"),
                mailbox("sender@away.example"),
                "abc.1@mx.example",
                instant(),
                random.nextBoolean() ? Optional.of(words(80)) : Optional.empty(),
                instant(),
                recipients,
                random.nextBoolean() ? "A note." : "",
                Returned.of(
                        message.getBytes(StandardCharsets.UTF_8),
                        random.nextBoolean() ? Ret.FULL : Ret.HDRS));
    }

    private ReportedRecipient recipient() {
        Action action = one(List.of(Action.values()));
        int type =
                switch (action) {
                    case FAILED -> random.nextBoolean() ? 5 : 4;
                    case DELAYED -> 4;
                    case DELIVERED, RELAYED -> 2;
                };
        boolean reached = random.nextBoolean();
        return new ReportedRecipient(
                random.nextBoolean() ? OriginalRecipient.parse(one(ORIGINALS)) : Optional.empty(),
                mailbox(one(MAILBOXES)),
                action,
                new EnhancedStatusCode(type, random.nextInt(8), random.nextInt(1_000)),
                reached ? Optional.of(domain("mx.inner.example")) : Optional.empty(),
                reached ? type + "50 " + words(400) : "",
                random.nextBoolean() ? "No host would take it." : "",
                random.nextBoolean() ? Optional.of(instant()) : Optional.empty(),
                action == Action.DELAYED ? Optional.of(instant()) : Optional.empty());
    }

    /** Printable US-ASCII, single spaces and double ones, none at the ends. */
    private String words(int most) {
        var text = new StringBuilder("w");
        int length = random.nextInt(most);
        while (text.length() < length) {
            boolean space = random.nextInt(8) == 0;
            text.append(space ? " " : Character.toString(random.nextInt('!', '~' + 1)));
        }
        return text.append('w').toString();
    }

    private Instant instant() {
        return Instant.ofEpochSecond(FIRST + random.nextInt(SECONDS));
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static Mailbox mailbox(String text) {
        return Mailbox.parse(text).orElseThrow(() -> new IllegalArgumentException(text));
    }

    private static Domain domain(String text) {
        return Domain.parse(text).orElseThrow();
    }
}
